namespace Tickstorm.Scenarios;

/// <summary>What each step costs, in nanoseconds. Sources are in docs/model.md.</summary>
public sealed record Costs
{
    /// <summary>IRR to the CPU's being asked, once for each vector accepted (key apic.deliver).</summary>
    public long ApicDeliver { get; init; } = 150;

    /// <summary>From the CPU's taking an interrupt to the stub's first instruction, for each dispatch (key apic.dispatch).</summary>
    public long ApicDispatch { get; init; } = 150;

    /// <summary>Stub to the flow handler; also the lookahead from a core to a line (key entry).</summary>
    public long Entry { get; init; } = 100;

    /// <summary>One critical section under desc->lock, ack or EOI included (key line.lockHold).</summary>
    public long LineLockHold { get; init; } = 150;

    /// <summary>
    /// Extra time when a contended lock passes to another CPU; lockHold already contains one line transfer (key lock.handover).
    /// </summary>
    public long LockHandover { get; init; }

    /// <summary>One critical section under the xtime lock (key xtime.lockHold).</summary>
    public long XtimeLockHold { get; init; } = 150;

    /// <summary>
    /// One update of jiffies under jiffies_lock, its line's way included; 0 for a lock that takes no time (key jiffies.lockHold).
    /// </summary>
    public long JiffiesLockHold { get; init; }

    /// <summary>The one-shot broadcast's scan under tick_broadcast_lock, for each CPU that sleeps (key broadcast.scanPerCpu).</summary>
    public long BroadcastScanPerCpu { get; init; } = 100;

    /// <summary>Taking tick_broadcast_lock when nobody has it, its line's way and the mask of CPUs included (key broadcast.lock).</summary>
    public long BroadcastLock { get; init; } = 100;

    /// <summary>Programming the PIT as broadcast device: three port accesses (key broadcast.pit).</summary>
    public long BroadcastPit { get; init; } = 3_000;

    /// <summary>Programming the HPET as broadcast device: counter read twice, comparator written (key broadcast.hpet).</summary>
    public long BroadcastHpet { get; init; } = 1_500;

    /// <summary>IO-APIC mask: read-modify-write under ioapic_lock (key chip.ioApic.mask).</summary>
    public long IoApicMask { get; init; } = 1_000;

    /// <summary>IO-APIC unmask (key chip.ioApic.unmask).</summary>
    public long IoApicUnmask { get; init; } = 1_000;

    /// <summary>
    /// The level-erratum quirk of the IO-APIC chip's eoi: two read-modify-writes under ioapic_lock (key chip.ioApic.quirk).
    /// </summary>
    public long IoApicQuirk { get; init; } = 2_000;

    /// <summary>
    /// The same within a flow handler's own critical section, on top of lockHold, which contains a plain EOI (key chip.ioApic.flowQuirk).
    /// </summary>
    public long IoApicFlowQuirk { get; init; } = 2_000;

    /// <summary>
    /// The quirk where an IO-APIC of version 0x20 has an EOI register and the kernel uses it: one write (key chip.ioApic.eoiRegister).
    /// </summary>
    public long IoApicEoiRegister { get; init; } = 100;

    /// <summary>Mask of the own LVT timer entry (key chip.local.mask).</summary>
    public long LocalMask { get; init; } = 60;

    /// <summary>Unmask of the own LVT timer entry (key chip.local.unmask).</summary>
    public long LocalUnmask { get; init; } = 60;

    /// <summary>8259 mask_ack: three port accesses under i8259A_lock (key chip.xtPic.maskAck).</summary>
    public long XtPicMaskAck { get; init; } = 3_000;

    /// <summary>8259 unmask: one port access (key chip.xtPic.unmask).</summary>
    public long XtPicUnmask { get; init; } = 1_000;

    /// <summary>A handler run that finds nothing expired, one-shot only (key handler.empty).</summary>
    public long HandlerEmpty { get; init; } = 450;

    /// <summary>A run of the timer's interrupt that finds no tick due, but a task's hrtimer (key handler.timer).</summary>
    public long HandlerTimer { get; init; } = 1_000;

    /// <summary>What an interrupt of an idle CPU waits for the CPU to leave its C-state (key idle.exit).</summary>
    public long IdleExit { get; init; }

    /// <summary>From the end of a handler that ran with interrupts on to its line (key line.finish).</summary>
    public long LineFinish { get; init; } = 100;

    /// <summary>From a write of a published value to its being seen, and a CPU's way to write it (key published).</summary>
    public long Published { get; init; } = 100;

    /// <summary>One write of the ICR among those of one call to several CPUs (key ipi.icr).</summary>
    public long IpiIcr { get; init; } = 100;

    /// <summary>ICR write to acceptance within a core group (key ipi.coreGroup).</summary>
    public long IpiCoreGroup { get; init; } = 200;

    /// <summary>ICR write to acceptance within a package (key ipi.package).</summary>
    public long IpiPackage { get; init; } = 500;

    /// <summary>ICR write to acceptance across the machine (key ipi.machine).</summary>
    public long IpiMachine { get; init; } = 1_200;

    /// <summary>
    /// A shared cache line's way to another CPU of its core group, beyond what the other costs contain: with the hand-over of a contended
    /// lock, and after each run of handle_percpu_irq, whose note_interrupt() writes the shared descriptor (key cacheLine.coreGroup).
    /// </summary>
    public long CacheLineCoreGroup { get; init; }

    /// <summary>The same within a package (key cacheLine.package).</summary>
    public long CacheLinePackage { get; init; }

    /// <summary>The same across the machine (key cacheLine.machine).</summary>
    public long CacheLineMachine { get; init; }

    /// <summary>One IO-APIC register write (key ioApic.write); also pin to bus message.</summary>
    public long IoApicWrite { get; init; } = 100;

    /// <summary>One write to a device's message registers or mask bit that is waited for (key msi.write).</summary>
    public long MsiWrite { get; init; } = 1_000;

    /// <summary>Finding a vector of another CPU under vector_lock, the ways there and back included (key vector.assign).</summary>
    public long VectorAssign { get; init; } = 400;

    /// <summary>A write of the local APIC's initial count, which tick.handler contains (key apic.arm).</summary>
    public long ApicArm { get; init; } = 60;

    /// <summary>A write of IA32_TSC_DEADLINE in its place (key apic.deadline).</summary>
    public long ApicDeadline { get; init; } = 30;

    /// <summary>One VM exit and entry whose instruction the hypervisor decodes and emulates (key vm.exit).</summary>
    public long VmExit { get; init; } = 1_000;

    /// <summary>One whose reason says all: WRMSR, HLT, a hypercall, an interrupt window (key vm.lightExit).</summary>
    public long VmLightExit { get; init; } = 600;

    /// <summary>One by an interrupt of the host's CPU, its timer's handler and the injection included (key vm.timerExit).</summary>
    public long VmTimerExit { get; init; } = 767;

    /// <summary>One by the VMX preemption timer, the injection included (key vm.preemptionExit).</summary>
    public long VmPreemptionExit { get; init; } = 500;

    /// <summary>From another host CPU's posting an interrupt to the guest's CPU noticing it, without an exit (key vm.post).</summary>
    public long VmPost { get; init; } = 100;

    /// <summary>The host's timer interrupt where it stops no guest: its vCPU does not run, or it is posted (key vm.hostTimer).</summary>
    public long VmHostTimer { get; init; } = 700;

    /// <summary>One paravirtual call, for the VMI designs (key vmi.call).</summary>
    public long VmiCall { get; init; } = 200;

    /// <summary>
    /// The work of one jiffy in the alarm's handler of vmitime.c, which makes up for all since the last alarm, beside tick.handler
    /// (key vmi.jiffy).
    /// </summary>
    public long VmiJiffy { get; init; }
}
