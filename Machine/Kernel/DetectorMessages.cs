using System.Globalization;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Kernel;

/// <summary>
/// What a kernel prints when a detector finds something: the line that one searches its log for, without what differs from machine to
/// machine (registers, tasks, numbers of grace periods).
/// </summary>
/// <remarks>
/// Sources: kernel/softlockup.c, kernel/watchdog.c, kernel/watchdog_hld.c, kernel/rcu/tree_stall.h and before it kernel/rcutree.c,
/// kernel/workqueue.c, arch/x86/kernel/nmi_32.c. In which version a prefix came is from general knowledge [K]: logs of the versions on
/// both sides were read, not each source.
/// </remarks>
internal static class DetectorMessages
{
    private static readonly KernelVersion s_sayHowLong = KernelVersion.Parse("2.6.24");
    private static readonly KernelVersion s_states = KernelVersion.Parse("2.6.37");
    private static readonly KernelVersion s_ticksOfPeriod = KernelVersion.Parse("3.9");
    private static readonly KernelVersion s_nmiPrefix = KernelVersion.Parse("4.4");
    private static readonly KernelVersion s_watchdogPrefix = KernelVersion.Parse("4.13");
    private static readonly KernelVersion s_rcuPrefix = KernelVersion.Parse("4.19");
    private static readonly KernelVersion s_commonInterrupt = KernelVersion.Parse("5.8");
    private static readonly KernelVersion s_buddies = KernelVersion.Parse("6.5");

    /// <summary>The message of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="hz">Its jiffies per second.</param>
    /// <param name="kind">The detector.</param>
    /// <param name="cpu">Of which CPU.</param>
    /// <param name="by">Which CPU says it.</param>
    /// <param name="seconds">For how long it has lasted, as the kernel counts; of an interrupt without a handler its vector.</param>
    public static string Of(KernelVersion version, int hz, DetectorKind kind, int cpu, int by, long seconds) => kind switch
    {
        DetectorKind.SoftLockup => Prefix(version) + SoftLockup(version, cpu, seconds),
        DetectorKind.HardLockup =>
            (version >= s_buddies ? "watchdog: " : version >= s_nmiPrefix ? "NMI watchdog: " : "")
            + $"Watchdog detected hard LOCKUP on cpu {cpu}",
        DetectorKind.NmiWatchdog => "BUG: NMI Watchdog detected LOCKUP",
        DetectorKind.FalseNmiWatchdog =>
            "BUG: NMI Watchdog detected LOCKUP (false: the CPU ticks, but not in apic_timer_irqs or irq0_irqs)",
        DetectorKind.RcuStall => RcuStall(version, cpu, by, seconds * hz + Delay),
        DetectorKind.RcuStallOfItself => RcuStallOfItself(version, cpu, seconds * hz),
        DetectorKind.WorkqueueLockup => $"BUG: workqueue lockup - pool cpus={cpu} node=0 flags=0x0 nice=0 stuck for {seconds}s!",
        DetectorKind.ClocksourceWatchdog => $"(nothing is printed: its timer waits on CPU {cpu}, and no clocksource is watched)",
        DetectorKind.UnknownNmi => $"Uhhuh. NMI received for unknown reason 00 on CPU {cpu}.",
        DetectorKind.NoIrqHandler =>
            $"{(version >= s_commonInterrupt ? "__common_interrupt" : "do_IRQ")}: {cpu}.{seconds} No irq handler for vector",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a detector of the list"),
    };

    /// <summary>How much later than the stalled CPU itself another one says it, jiffies (RCU_STALL_RAT_DELAY).</summary>
    public const int Delay = 2;

    private static string Prefix(KernelVersion version) =>
        version >= s_watchdogPrefix ? "watchdog: " : version >= s_nmiPrefix ? "NMI watchdog: " : "";

    private static string SoftLockup(KernelVersion version, int cpu, long seconds) => version >= s_sayHowLong
        ? $"BUG: soft lockup - CPU#{cpu} stuck for {seconds}s!"
        : $"BUG: soft lockup detected on CPU#{cpu}!";

    private static string RcuStall(KernelVersion version, int cpu, int by, long jiffies)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $"(detected by {by}, t={jiffies} jiffies)");
        if (version < s_states) return $"INFO: RCU detected CPU stalls: {cpu} {end}";
        string info = Info(version);
        string who = version >= s_ticksOfPeriod ? $"{cpu}-...: (0 ticks this GP)" : $"{{ {cpu}}}";
        return $"{info} detected stalls on CPUs/tasks: {who} {end}";
    }

    private static string Info(KernelVersion version) =>
        version >= s_rcuPrefix ? "rcu: INFO: rcu_sched" : version >= s_ticksOfPeriod ? "INFO: rcu_sched" : "INFO: rcu_sched_state";

    private static string RcuStallOfItself(KernelVersion version, int cpu, long jiffies)
    {
        if (version < s_states) return $"INFO: RCU detected CPU {cpu} stall (t={jiffies} jiffies)";
        string info = Info(version);
        string who = version >= s_ticksOfPeriod ? $"CPU {cpu}-..." : $"CPU {cpu}";
        return $"{info} self-detected stall on {who} (t={jiffies} jiffies)";
    }
}
