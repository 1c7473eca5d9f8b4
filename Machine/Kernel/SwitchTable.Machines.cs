namespace Tickstorm.Kernel;

// Detectors, and what machine a kernel boots.
public static partial class SwitchTable
{
    /// <summary>The soft lockup detector.</summary>
    public static KernelSwitch<int> SoftLockup { get; } = Count(
        "softLockup", "the soft lockup detector's threshold; it runs from the CPU's own tick or timer and says nothing of a CPU without",
        "kernel/softlockup.c, kernel/watchdog.c", true, Seconds,
        new(Start, 10), new("2.6.25", 60), new("3.0", 20, "586692a5a5fc", "[K] the commit"));

    /// <summary>The old NMI watchdog.</summary>
    public static KernelSwitch<int> NmiWatchdog { get; } = Count(
        "nmiWatchdog",
        "the old NMI watchdog: LOCKUP after this long without a count of apic_timer_irqs or irq0_irqs; off " +
        "unless nmi_watchdog= asks for it",
        "arch/x86/kernel/nmi_32.c nmi_watchdog_tick, include/asm-x86/nmi_32.h", true, Seconds,
        new(Start, 5), new("2.6.36", 0, null, "the code stays until 2.6.37, beside its successor"));

    /// <summary>The perf NMI watchdog.</summary>
    public static KernelSwitch<int> HardLockup { get; } = Count(
        "hardLockup", "the hard lockup detector: an NMI this often looks whether the CPU's watchdog timer has run since the last one",
        "kernel/watchdog.c hw_nmi_get_sample_period, is_hardlockup", true, Seconds,
        new(Start, 0), new("2.6.36", 60), new("3.0", 10, "586692a5a5fc", "[K] the commit"));

    /// <summary>The watchdog's own timer.</summary>
    public static KernelSwitch<int> WatchdogTimer { get; } = Count(
        "watchdogTimer", "the period of that timer of each CPU",
        "kernel/watchdog.c get_sample_period", true, Seconds,
        new(Start, 0), new("2.6.36", 12), new("3.0", 4, "586692a5a5fc", "[K] the commit"));

    /// <summary>The buddy detector.</summary>
    public static KernelSwitch<bool> BuddyDetector { get; } = Flag(
        "buddyDetector",
        "the CPU before may look instead of an NMI (HARDLOCKUP_DETECTOR_PREFER_BUDDY, nmiWatchdog: buddy); not what x86 does by default",
        "lib/Kconfig.debug, kernel/watchdog_buddy.c", true, new(Start, false), new("6.5", true, "1f423c905a6b", "[K] the commit"));

    /// <summary>RCU stalls.</summary>
    public static KernelSwitch<int> RcuStall { get; } = Count(
        "rcuStall", "the stall timeout of RCU where its detector is on by default; another CPU that ticks says it, 2 jiffies later",
        "kernel/rcutree.h, lib/Kconfig.debug RCU_CPU_STALL_TIMEOUT", true, Seconds,
        new(Start, 0), new("2.6.33", 10), new("2.6.37", 60), new("3.9", 21, null, "[K] the version; 3.6.5 and 3.9.6 were read"));

    /// <summary>wq_watchdog_timer_fn.</summary>
    public static KernelSwitch<int> WorkqueueLockup { get; } = Count(
        "workqueueLockup", "the workqueue watchdog's threshold: a pool whose first work has waited this long",
        "kernel/workqueue.c wq_watchdog_timer_fn", true, Seconds,
        new(Start, 0), new("4.5", 30, "82607adcf9c", "[K] the version and the commit"));

    /// <summary>clocksource_watchdog.</summary>
    public static KernelSwitch<bool> ClocksourceWatchdog { get; } = Flag(
        "clocksourceWatchdog", "the timer of the clocksource watchdog goes from CPU to CPU, every half second",
        "kernel/time/clocksource.c clocksource_watchdog", true,
        new(Start, false), new("2.6.25", true, "6993fc5bbc5", "[K] the version and the commit"));

    /// <summary>NR_CPUS.</summary>
    public static KernelSwitch<int> NrCpus { get; } = Count(
        "nrCpus", "the most CPUs that a kernel can be built for (NR_CPUS, 64 bits)",
        "arch/x86/Kconfig NR_CPUS, MAXSMP", true, value => $"{value}",
        new(Start, 255), new("2.6.27", 512), new("2.6.29", 4096), new("3.13", 8192, null, "[K] the version; 3.10.4 and 3.13.10 were read"));

    /// <summary>x2APIC.</summary>
    public static KernelSwitch<bool> X2Apic { get; } = Flag(
        "x2Apic", "the kernel uses x2APIC (64 bits, with interrupt remapping); without it no CPU has an APIC id above 254",
        "arch/x86/kernel/apic/, arch/x86/Kconfig X86_X2APIC", true, new(Start, false), new("2.6.28", true, "13c88fb58d0"));

    /// <summary>Where the VMI timer's source is.</summary>
    public static KernelSwitch<string> VmiTimer { get; } = Word(
        "vmiTimer", "the file of the VMI timer: vmitime.c is version A of the mail, vmiclock.c version C; version B was never merged",
        "arch/i386/kernel/Makefile, arch/x86/kernel/Makefile", true,
        new(Start, "vmitime.c"), new("2.6.22", "vmiclock.c"), new("2.6.37", "none"));

    /// <summary>kvm_flush_tlb_others.</summary>
    public static KernelSwitch<bool> PvTlbFlush { get; } = Flag(
        "pvTlbFlush", "a guest of KVM shoots at no vCPU that its host has preempted: the host flushes when it returns",
        "arch/x86/kernel/kvm.c kvm_flush_tlb_others, later kvm_flush_tlb_multi", true,
        new(Start, false), new("4.16", true, "858a43aae236", "[K] the version and the commit; the function was read at a later one"));

    /// <summary>tlb_is_not_lazy.</summary>
    public static KernelSwitch<bool> LazySkipped { get; } = Flag(
        "lazySkipped", "a shoot-down leaves CPUs alone that idle with its address space; before, the first one makes such a CPU leave it",
        "arch/x86/mm/tlb.c leave_mm, native_flush_tlb_others, tlb_is_not_lazy", true,
        new(Start, false), new("4.20", true, "145f573b89a6", "[K] the version and the commit"));

    private static IEnumerable<KernelSwitch> Detectors() =>
        [SoftLockup, NmiWatchdog, HardLockup, WatchdogTimer, BuddyDetector, RcuStall, WorkqueueLockup, ClocksourceWatchdog];

    private static IEnumerable<KernelSwitch> Machines() => [NrCpus, X2Apic, VmiTimer, PvTlbFlush, LazySkipped];
}
