namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of the costs.</summary>
internal static class CostKeys
{
    public static IEnumerable<ScenarioKey> All { get; } =
    [
        Latency("apic.deliver", "IRR to the CPU's being asked, once for each vector accepted.", c => c.ApicDeliver,
            (c, v) => c with { ApicDeliver = v }),
        Latency("apic.dispatch", "From the CPU's taking an interrupt to the first instruction of the stub, once for each dispatch.",
            c => c.ApicDispatch, (c, v) => c with { ApicDispatch = v }),
        Latency("entry", "Stub to the flow handler; also the lookahead from a core to a line.", c => c.Entry,
            (c, v) => c with { Entry = v }),
        Latency("line.lockHold", "One critical section under desc->lock, ack or EOI included; also the lookahead from a line to a core.",
            c => c.LineLockHold, (c, v) => c with { LineLockHold = v }),
        Latency("line.finish", "From the end of a handler that ran with interrupts on to its line; until 2.6.34.", c => c.LineFinish,
            (c, v) => c with { LineFinish = v }),
        Cost("lock.handover", "Extra time when a contended lock passes to another CPU.", c => c.LockHandover,
            (c, v) => c with { LockHandover = v }),
        Latency("xtime.lockHold", "One critical section under the xtime lock.", c => c.XtimeLockHold,
            (c, v) => c with { XtimeLockHold = v }),
        Cost("jiffies.lockHold",
            "How long a tick that updates jiffies holds jiffies_lock; 0ns for a lock that takes no time; with tick.mode oneshot.",
            c => c.JiffiesLockHold, (c, v) => c with { JiffiesLockHold = v }),
        Latency("broadcast.lock", "Taking tick_broadcast_lock when nobody has it, its line's way and the mask of CPUs included.",
            c => c.BroadcastLock, (c, v) => c with { BroadcastLock = v }),
        Cost("broadcast.scanPerCpu", "The one-shot broadcast's scan under tick_broadcast_lock, for each CPU that sleeps.",
            c => c.BroadcastScanPerCpu, (c, v) => c with { BroadcastScanPerCpu = v }),
        Cost("broadcast.pit", "Programming the PIT as broadcast device: three port accesses.", c => c.BroadcastPit,
            (c, v) => c with { BroadcastPit = v }),
        Cost("broadcast.hpet", "Programming the HPET as broadcast device: its counter read twice, a comparator written.",
            c => c.BroadcastHpet, (c, v) => c with { BroadcastHpet = v }),
        Cost("chip.ioApic.mask", "IO-APIC mask: read-modify-write under ioapic_lock.", c => c.IoApicMask,
            (c, v) => c with { IoApicMask = v }),
        Cost("chip.ioApic.unmask", "IO-APIC unmask.", c => c.IoApicUnmask, (c, v) => c with { IoApicUnmask = v }),
        Cost("chip.ioApic.quirk", "The level-erratum quirk of the IO-APIC chip's eoi: two read-modify-writes under ioapic_lock.",
            c => c.IoApicQuirk, (c, v) => c with { IoApicQuirk = v }),
        Cost("chip.ioApic.flowQuirk",
            "The same quirk within a flow handler's own critical section, on top of line.lockHold, which contains a plain EOI.",
            c => c.IoApicFlowQuirk, (c, v) => c with { IoApicFlowQuirk = v }),
        Cost("chip.ioApic.eoiRegister",
            "The quirk from 2.6.33 on with an IO-APIC of version 32 and up, in either place: one write of its EOI register.",
            c => c.IoApicEoiRegister, (c, v) => c with { IoApicEoiRegister = v }),
        Cost("chip.local.mask", "Mask of the own LVT timer entry.", c => c.LocalMask, (c, v) => c with { LocalMask = v }),
        Cost("chip.local.unmask", "Unmask of the own LVT timer entry.", c => c.LocalUnmask, (c, v) => c with { LocalUnmask = v }),
        Cost("chip.xtPic.maskAck", "8259 mask_ack: three port accesses under i8259A_lock.", c => c.XtPicMaskAck,
            (c, v) => c with { XtPicMaskAck = v }),
        Cost("chip.xtPic.unmask", "8259 unmask: one port access.", c => c.XtPicUnmask, (c, v) => c with { XtPicUnmask = v }),
        Latency("handler.empty", "A handler run that finds nothing expired, one-shot only.", c => c.HandlerEmpty,
            (c, v) => c with { HandlerEmpty = v }),
        Latency("handler.timer", "A run of the timer's interrupt that finds no tick due, but a task's hrtimer.", c => c.HandlerTimer,
            (c, v) => c with { HandlerTimer = v }),
        Cost("idle.exit", "What an interrupt of an idle CPU waits for the CPU to leave its C-state.", c => c.IdleExit,
            (c, v) => c with { IdleExit = v }),
        Latency("published", "From a write of jiffies or tick_do_timer_cpu to its being seen by other CPUs, and a CPU's way to write them.",
            c => c.Published, (c, v) => c with { Published = v }),
        Cost("ipi.icr", "One write of the ICR among those of one call to several CPUs.", c => c.IpiIcr, (c, v) => c with { IpiIcr = v }),
        Latency("ipi.coreGroup", "ICR write to acceptance within a core group.", c => c.IpiCoreGroup,
            (c, v) => c with { IpiCoreGroup = v }),
        Latency("ipi.package", "ICR write to acceptance within a package.", c => c.IpiPackage, (c, v) => c with { IpiPackage = v }),
        Latency("ipi.machine", "ICR write to acceptance across the machine.", c => c.IpiMachine, (c, v) => c with { IpiMachine = v }),
        Cost("cacheLine.coreGroup",
            "A shared cache line's way to another CPU of its core group: at a contended lock's hand-over, and after handle_percpu_irq.",
            c => c.CacheLineCoreGroup, (c, v) => c with { CacheLineCoreGroup = v }),
        Cost("cacheLine.package",
            "A shared cache line's way to another CPU of its package: at a contended lock's hand-over, and after handle_percpu_irq.",
            c => c.CacheLinePackage, (c, v) => c with { CacheLinePackage = v }),
        Cost("cacheLine.machine",
            "A shared cache line's way across the machine: at a contended lock's hand-over, and after handle_percpu_irq.",
            c => c.CacheLineMachine, (c, v) => c with { CacheLineMachine = v }),
        Latency("ioApic.write", "One IO-APIC register write; also pin to bus message.", c => c.IoApicWrite,
            (c, v) => c with { IoApicWrite = v }),
        Cost("vm.exit", "One VM exit and entry, for designs that trap.", c => c.VmExit, (c, v) => c with { VmExit = v }),
        Cost("vmi.call", "One paravirtual call, for the VMI designs.", c => c.VmiCall, (c, v) => c with { VmiCall = v }),
        Cost("vmi.jiffy",
            "One jiffy's work in the alarm's handler of version A, which does it for each jiffy since the last alarm, beside tick.handler.",
            c => c.VmiJiffy, (c, v) => c with { VmiJiffy = v }),
    ];

    private static ScalarKey<long> Cost(string name, string meaning, Func<Costs, long> get, Func<Costs, long, Costs> set) =>
        Key(name, meaning, ScalarTypes.Cost, get, set);

    private static ScalarKey<long> Latency(string name, string meaning, Func<Costs, long> get, Func<Costs, long, Costs> set) =>
        Key(name, meaning, ScalarTypes.Latency, get, set);

    private static ScalarKey<long> Key(
        string name, string meaning, ScalarType<long> type, Func<Costs, long> get, Func<Costs, long, Costs> set) =>
        new("costs." + name, meaning, type, s => get(s.Costs), (s, v) => s with { Costs = set(s.Costs, v) });
}
