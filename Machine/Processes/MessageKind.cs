namespace Tickstorm.Processes;

/// <summary>The kinds of messages between the machine's processes.</summary>
internal static class MessageKind
{
    /// <summary>Core to line group: an arrival asks for desc->lock. A = line.</summary>
    public const int Arrive = 1;

    /// <summary>Core to line group: the handler has ended and asks for desc->lock again. A = line.</summary>
    public const int Finish = 2;

    /// <summary>
    /// Line group to core: a critical section has ended. A = <see cref="Processes.Verdict"/>, packed; B = when the lock was acquired.
    /// </summary>
    public const int Verdict = 3;

    /// <summary>Core to xtime lock: a request; lock to core: the section has ended, B = when it was acquired.</summary>
    public const int Xtime = 4;

    /// <summary>Core to line group: the quirk asks for ioapic_lock; line group to core: it has ended, B = when it was acquired.</summary>
    public const int Quirk = 5;

    /// <summary>Bus to core: a fixed interrupt. A = vector, B = 1 when level, 2 when it is a shoot-down.</summary>
    public const int Interrupt = 6;

    /// <summary>Legacy block to line group: an edge on a line's pin. A = line.</summary>
    public const int PinEdge = 7;

    /// <summary>Core to core: a call function was executed.</summary>
    public const int Acknowledge = 8;

    /// <summary>Core to line group: EOI broadcast. A = vector.</summary>
    public const int EndOfInterrupt = 9;

    /// <summary>Core to line group: a device's handler has deasserted it. A = line.</summary>
    public const int Deassert = 10;

    /// <summary>Line group to core: an operation on IRQ0 that concerns this CPU. A = <see cref="Scenarios.LineAction"/>.</summary>
    public const int Operation = 11;

    /// <summary>Host CPU to core: its turn begins.</summary>
    public const int Run = 12;

    /// <summary>Host CPU to core: its slice is over.</summary>
    public const int Leave = 13;

    /// <summary>Core to host CPU: it has left, and is ready to run again. A = <see cref="ReadyHow"/>; B = what its exits still take,
    /// ns.</summary>
    public const int Yield = 14;

    /// <summary>Core to host CPU: it has left, with nothing to do. B = what its exits still take, ns.</summary>
    public const int Halt = 15;

    /// <summary>Core to host CPU: an interrupt makes it ready.</summary>
    public const int Wake = 16;

    /// <summary>Core to timekeeper. A = <see cref="TimekeeperCall"/>; B = when it was called.</summary>
    public const int Timekeeper = 17;

    /// <summary>Core to detectors: how it is. A = <see cref="CpuHealth"/>; B = since when.</summary>
    public const int Health = 18;

    /// <summary>Core to barrier: its step has ended.</summary>
    public const int StepEnds = 19;

    /// <summary>Barrier to core: the next step begins.</summary>
    public const int StepBegins = 20;

    /// <summary>
    /// Core to call_lock or a tlbstate_lock: it asks for it (A = 0) or gives it back (A = 1); the lock to core: it has it.
    /// </summary>
    public const int CallLock = 21;

    /// <summary>
    /// Core to timekeeper: its tick asks for jiffies_lock, as in <see cref="Timekeeper"/>; timekeeper to core: it has left it, or was
    /// turned away.
    /// </summary>
    public const int JiffiesLock = 22;

    /// <summary>
    /// A timer of a CPU that goes offline: from there to the timekeeper (A = the CPU), and from that to the CPU that it moves to, when the
    /// other one is dead. B = the timer, see <see cref="Cores.Inherited"/>.
    /// </summary>
    public const int MovedTimer = 29;

    /// <summary>
    /// Core to tick_broadcast_lock: it asks for it. A = a <see cref="BroadcastMessage"/>; B = its handler's length or its next event, ns.
    /// Lock to core: it has had it, or has it. A = a <see cref="BroadcastMessage"/>; B = when it acquired it, or its broadcast timer, ns.
    /// </summary>
    public const int Broadcast = 30;

    /// <summary>Line to core and back: of a vector. A = a <see cref="VectorWord"/>, packed.</summary>
    public const int Vectors = 32;

    /// <summary>A broadcast IPI to a core. A = vector; B = what its tick has waited for within the broadcast, ns.</summary>
    public const int BroadcastIpi = 31;

    /// <summary>
    /// Line group or xtime lock to core, where vCPUs are preempted anywhere: it has the lock. A = a <see cref="Processes.Verdict"/>,
    /// packed; B = how long its section takes, ns.
    /// </summary>
    public const int Grant = 50;

    /// <summary>Core to line group or xtime lock: the section has ended. A = line; -1 for ioapic_lock alone.</summary>
    public const int Release = 51;

    /// <summary>Core to line group: it has halted in its wait for a line's lock, or is back. A = line; B = 1 when it is back.</summary>
    public const int SpinHalt = 55;

    /// <summary>Line group to core: the lock that it has halted for is free (pv_kick).</summary>
    public const int Kick = 56;

    /// <summary>Core to host CPU: a pause-loop exit; another one may run.</summary>
    public const int Pause = 52;

    /// <summary>Core to host CPU: a timer of it has expired. A = 1 when it runs itself, and has paid for the interrupt; B = what
    /// that takes, ns.</summary>
    public const int TimerFires = 53;

    /// <summary>Host CPU to the core that it runs: the host's timer interrupt takes B ns.</summary>
    public const int Interrupted = 54;

    /// <summary>
    /// To a core, from outside: an interrupt or a register write, see <see cref="InjectedMessage"/>. Its number is in digests, and that of
    /// <see cref="SpinHalt"/>, which no core gets.
    /// </summary>
    public const int Injected = 55;

    /// <summary>To a line group, from outside: a register of the IO-APIC is written, see <see cref="InjectedMessage"/>.</summary>
    public const int EntryWritten = 57;
}
