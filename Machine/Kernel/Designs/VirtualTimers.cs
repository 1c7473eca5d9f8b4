namespace Tickstorm.Kernel.Designs;

/// <summary>The timers of today: the TSC deadline, KVM's, Xen's and Hyper-V's.</summary>
/// <remarks>
/// Sources are in docs/model.md. KVM: arming writes IA32_TSC_DEADLINE, an IPI writes the x2APIC's ICR, HLT exits. Xen: each is a
/// hypercall, and an event channel has no EOI. Hyper-V: writes of synthetic MSRs; its assist page stands for EOIs.
/// </remarks>
internal static class VirtualTimers
{
    /// <summary>All of them.</summary>
    /// <param name="native">What is claimed of those that use the local timer's path.</param>
    /// <param name="own">What is claimed of those that have one of their own.</param>
    public static Design[] All(IReadOnlyList<Claim> native, IReadOnlyList<Claim> own)
    {
        Design kvm = new()
        {
            Name = "kvm", Description = "", Timer = TimerDevice.TscDeadline, HasLightExits = true,
            ExitsToArm = 1, ExitsToDeliver = 1, ExitsToSend = 1, ExitsToHalt = 1, Claims = native,
        };
        Design xen = kvm with { HasOwnIrq = true, Entry = TickEntry.XenUpcall, Claims = own };
        return
        [
            new()
            {
                Name = "native-deadline",
                Description = "The local APIC's timer on bare metal, armed by one write of IA32_TSC_DEADLINE.",
                Timer = TimerDevice.TscDeadline, Claims = native,
                Versions = VersionRange.Of(SwitchTable.TscDeadline, has => has, "the TSC deadline is used from 3.8 on"),
            },
            kvm with
            {
                Name = "kvm-pv-eoi",
                Description = "KVM's emulated APIC with paravirtual EOI: a bit in the guest's memory in place of most EOI writes.",
                ExitsToEoi = 1, SkipsEoi = true,
                Versions = VersionRange.Of(SwitchTable.KvmPvEoi, has => has, "paravirtual EOI came with 3.6"),
            },
            kvm with
            {
                Name = "kvm-apicv",
                Description = "KVM with APICv: the CPU delivers and ends interrupts; the host's timer still stops the guest.",
                HasVirtualApic = true,
                Versions = VersionRange.Of(SwitchTable.KvmApicv, has => has, "KVM uses APICv from 3.9 on"),
            },
            kvm with
            {
                Name = "kvm-preemption-timer",
                Description = "The same, with the VMX preemption timer in place of the host's while the guest runs.",
                HasVirtualApic = true, Expiry = ExpiryPath.PreemptionTimer,
                Versions = VersionRange.Of(SwitchTable.KvmPreemptionTimer, has => has, "KVM uses the preemption timer from 4.8 on"),
            },
            kvm with
            {
                Name = "kvm-posted-timer",
                Description = "The same, with the host's timer on a housekeeping CPU, which posts the interrupt to the guest's.",
                HasVirtualApic = true, Expiry = ExpiryPath.Posted,
                Versions = VersionRange.Of(SwitchTable.KvmPostedTimer, has => has, "KVM posts timer interrupts from 5.3 on"),
            },
            xen with
            {
                Name = "irq-per-cpu",
                Description = "Xen's VIRQ_TIMER, an interrupt number of its own on each CPU, armed by set_timer_op.",
                Timer = TimerDevice.XenTimerOp,
                Versions = VersionRange.Of(SwitchTable.XenTimer, has => has, "guests of Xen are in the kernel from 2.6.23 on"),
            },
            xen with
            {
                Name = "xen-singleshot",
                Description = "The same, armed by VCPUOP_set_singleshot_timer, which refuses the past until 4.6 and so is asked again.",
                Timer = TimerDevice.XenSingleshot,
                Versions = VersionRange.Of(SwitchTable.XenTimer, has => has, "guests of Xen are in the kernel from 2.6.23 on"),
            },
            kvm with
            {
                Name = "hyperv-stimer",
                Description = "Hyper-V's synthetic timer 0: times of a counter of 100 ns, and a vector of its own; until 4.16 messages.",
                Timer = TimerDevice.HyperVStimer, Entry = TickEntry.HypervTimer, ExitsToEoi = 1, SkipsEoi = true, Claims = own,
                Versions = VersionRange.Of(SwitchTable.HypervStimer, has => has, "it is used from 4.1 on"),
            },
        ];
    }
}
