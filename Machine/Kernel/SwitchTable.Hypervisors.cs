namespace Tickstorm.Kernel;

// The timers that hypervisors offer, and what uses them.
public static partial class SwitchTable
{
    /// <summary>lapic_next_deadline.</summary>
    public static KernelSwitch<bool> TscDeadline { get; } = Flag(
        "tscDeadline", "the local APIC's timer is armed by IA32_TSC_DEADLINE where the CPU has it",
        "arch/x86/kernel/apic/apic.c lapic_next_deadline", true,
        new(Start, false), new("3.8", true, "279f1461432c", "[K] the version and the commit; 3.6.5 and 3.9.6 were read"));

    /// <summary>kvm_guest_apic_eoi_write.</summary>
    public static KernelSwitch<bool> KvmPvEoi { get; } = Flag(
        "kvmPvEoi", "KVM and its guests: a bit in the guest's memory says that an EOI need not be written",
        "arch/x86/kernel/kvm.c kvm_guest_apic_eoi_write, arch/x86/kvm/lapic.c apic_sync_pv_eoi_to_guest", true,
        new(Start, false), new("3.6", true, "ae7a2a3fb6f8", null));

    /// <summary>enable_apicv.</summary>
    public static KernelSwitch<bool> KvmApicv { get; } = Flag(
        "kvmApicv", "KVM uses the virtual-APIC page and virtual interrupt delivery: an EOI needs no exit",
        "arch/x86/kvm/vmx.c enable_apicv", true,
        new(Start, false), new("3.9", true, "c7c9c56ca26f", "[K] the version and the commit; 3.6.5 and 3.9.6 were read"));

    /// <summary>vmx_set_hv_timer.</summary>
    public static KernelSwitch<bool> KvmPreemptionTimer { get; } = Flag(
        "kvmPreemptionTimer", "KVM lets the VMX preemption timer run for the guest's TSC deadline while the guest does",
        "arch/x86/kvm/lapic.c start_hv_timer, arch/x86/kvm/vmx.c vmx_set_hv_timer", true,
        new(Start, false), new("4.8", true, "ce7a058a2117", "[K] the version"));

    /// <summary>pi_inject_timer.</summary>
    public static KernelSwitch<bool> KvmPostedTimer { get; } = Flag(
        "kvmPostedTimer", "KVM posts the timer interrupt from the housekeeping CPU that the host's timer has expired on",
        "arch/x86/kvm/lapic.c apic_timer_expired, kvm_can_post_timer_interrupt", true,
        new(Start, false), new("5.3", true, "0c5f81dad46c", null));

    /// <summary>hv_init_clockevent.</summary>
    public static KernelSwitch<bool> HypervStimer { get; } = Flag(
        "hypervStimer", "guests of Hyper-V have its synthetic timer, which interrupts by a message that ends its interrupt itself",
        "drivers/hv/hv.c hv_init_clockevent, hv_synic_init, drivers/hv/vmbus_drv.c hv_process_timer_expiration", true,
        new(Start, false), new("4.1", true, "4061ed9e2a6a", "[K] the version and the commit; 3.19.8 and 4.1 were read"));

    /// <summary>hv_stimer_init.</summary>
    public static KernelSwitch<bool> HypervStimerDirect { get; } = Flag(
        "hypervStimerDirect", "Hyper-V's synthetic timer interrupts by a vector of its own; from 4.1 on it sent a message",
        "drivers/hv/hv.c, later drivers/clocksource/hyperv_timer.c hv_ce_set_next_event", true,
        new(Start, false), new("4.17", true, "248e742a396e", "[K] the version and the commit; 4.14.177 and 4.19 were read"));

    /// <summary>xen_setup_timer.</summary>
    public static KernelSwitch<bool> XenTimer { get; } = Flag(
        "xenTimer", "guests of Xen have VIRQ_TIMER, an interrupt number of its own on each CPU",
        "arch/i386/xen/time.c, arch/x86/xen/time.c xen_setup_timer", true,
        new(Start, false), new("2.6.23", true, null, "[K] the version; 2.6.24 was read"));

    /// <summary>VCPU_SSHOTTMR_future.</summary>
    public static KernelSwitch<bool> XenRefusesPast { get; } = Flag(
        "xenRefusesPast", "the kernel asks Xen to refuse a time that has passed (-ETIME); later it asks for an event all the same",
        "arch/x86/xen/time.c xen_vcpuop_set_next_event", true,
        new(Start, true), new("4.7", false, "c06b6d70feb3", "[K] the version; the function was read before and after"));

    /// <summary>TIMER_SLOP.</summary>
    public static KernelSwitch<int> XenTimerSlop { get; } = Count(
        "xenTimerSlop", "the shortest that Xen's timer is armed for (min_delta_ns)",
        "arch/x86/xen/time.c TIMER_SLOP", true, value => $"{value} ns",
        new(Start, 100_000), new("6.18", 1, null, "[K] the version; trees with both values were read"));

    /// <summary>handle_percpu_irq for VIRQs.</summary>
    public static KernelSwitch<bool> XenTimerLevel { get; } = Flag(
        "xenTimerLevel", "that interrupt has handle_level_irq and its lock, which no other CPU asks for; later handle_percpu_irq",
        "drivers/xen/events.c bind_virq_to_irq", true, new(Start, true), new("2.6.36", false, "aaca49642b9"));

    /// <summary>kvm_vcpu_on_spin.</summary>
    public static KernelSwitch<bool> KvmYieldsDirected { get; } = Flag(
        "kvmYieldsDirected",
        "a vCPU that spins yields to another one of its guest that is ready, in turn from the last so favoured on; before, it slept "
            + "for 100 us",
        "virt/kvm/kvm_main.c kvm_vcpu_on_spin", true, new(Start, false), new("2.6.39", true, "217ece6129f2", "[K] the commit"));

    /// <summary>kvm_vcpu_eligible_for_directed_yield.</summary>
    public static KernelSwitch<bool> KvmSkipsSpinners { get; } = Flag(
        "kvmSkipsSpinners", "who was descheduled because it spun itself is passed by, every other time",
        "virt/kvm/kvm_main.c kvm_vcpu_eligible_for_directed_yield", true,
        new(Start, false), new("3.7", true, "06e48c510aa3", "[K] the version and the commit; 3.6.5 and 3.9.6 were read"));

    /// <summary>vcpu->preempted.</summary>
    public static KernelSwitch<bool> KvmSkipsWoken { get; } = Flag(
        "kvmSkipsWoken", "only who was preempted is favoured, not who has just been woken",
        "virt/kvm/kvm_main.c kvm_vcpu_on_spin", true,
        new(Start, false), new("3.10", true, "7bc7ae25b143", "[K] the version and the commit; 3.9.6 and 3.10.4 were read"),
        new("5.3", false, "d73eb57b80b9", "[K] the version and the commit; 5.2.1 and 5.3.1 were read"));

    /// <summary>yield_to_kernel_mode.</summary>
    public static KernelSwitch<bool> KvmSkipsUserMode { get; } = Flag(
        "kvmSkipsUserMode", "who was preempted in user mode holds no lock of its kernel, and is passed by",
        "virt/kvm/kvm_main.c kvm_vcpu_on_spin", true,
        new(Start, false), new("4.14", true, "199b5763d329", "[K] the version and the commit; 4.13.19 and 4.15 were read"));

    /// <summary>kvm_arch_dy_has_pending_interrupt.</summary>
    public static KernelSwitch<bool> KvmCountsPending { get; } = Flag(
        "kvmCountsPending", "unless an interrupt waits for it, which counts as being in the kernel",
        "virt/kvm/kvm_main.c kvm_vcpu_on_spin", true,
        new(Start, false), new("5.13", true, "52acd22faa1a", "[K] the version and the commit; 5.10.13 and 5.15.135 were read"));

    private static IEnumerable<KernelSwitch> Hypervisors() =>
        [
        TscDeadline, KvmPvEoi, KvmApicv, KvmPreemptionTimer, KvmPostedTimer, HypervStimer, HypervStimerDirect, XenTimer,
        XenRefusesPast, XenTimerSlop, XenTimerLevel, KvmYieldsDirected, KvmSkipsSpinners, KvmSkipsWoken, KvmSkipsUserMode, KvmCountsPending,
    ];
}
