namespace Tickstorm.Tracing;

/// <summary>What a trace record says.</summary>
public enum TraceKind : byte
{
    /// <summary>A timer expired (its tick exists from now on).</summary>
    Raised,

    /// <summary>The vector was set in IRR.</summary>
    Accepted,

    /// <summary>IRR to ISR; the first instruction of the stub.</summary>
    Dispatched,

    /// <summary>A request for a lock or line was made.</summary>
    LockWaitBegin,

    /// <summary>The lock was acquired; <see cref="TraceRecord.Peer"/> is who held it longest before.</summary>
    LockWaitEnd,

    /// <summary>The handler began.</summary>
    HandlerEnter,

    /// <summary>The handler ended.</summary>
    HandlerExit,

    /// <summary>EOI was written.</summary>
    Eoi,

    /// <summary>The next expiry was armed; <see cref="TraceRecord.Argument"/> is its time in ns.</summary>
    Armed,

    /// <summary>The expiry merged into one already pending in IRR.</summary>
    Coalesced,

    /// <summary>The expiry was lost because the LVT entry or pin was masked.</summary>
    Masked,

    /// <summary>
    /// A flow handler dropped it; <see cref="TraceRecord.Argument"/> is the <see cref="DropReason"/>, <see cref="TraceRecord.Peer"/> the
    /// holder.
    /// </summary>
    Dropped,

    /// <summary>Found at the end: this CPU can never tick again.</summary>
    Stalled,

    /// <summary>The line's PENDING flag was set by <see cref="TraceRecord.Cpu"/>.</summary>
    PendingSet,

    /// <summary>The line's PENDING flag was cleared.</summary>
    PendingCleared,

    /// <summary>The line's INPROGRESS flag was set.</summary>
    InProgressSet,

    /// <summary>The line's INPROGRESS flag was cleared.</summary>
    InProgressCleared,

    /// <summary>A handler run for a remembered arrival of somebody else's.</summary>
    SpuriousRun,

    /// <summary>
    /// An IPI was sent to <see cref="TraceRecord.Peer"/>; <see cref="TraceRecord.Argument"/> is when it arrives there, ns.
    /// </summary>
    IpiSent,

    /// <summary>IRET: back in the interrupted context.</summary>
    Returned,

    /// <summary>
    /// The kernel does something to a line besides taking its interrupts; <see cref="TraceRecord.Argument"/> is the line action's number,
    /// <see cref="TraceRecord.Cpu"/> who does it, or the new target.
    /// </summary>
    LineOperation,

    /// <summary>The redirection entry of the line's pin names <see cref="TraceRecord.Cpu"/> from now on.</summary>
    LineMoved,

    /// <summary>A CPU has stopped its tick: it idles, or runs a single task (nohz_full).</summary>
    TickStopped,

    /// <summary>A CPU has restarted its tick.</summary>
    TickRestarted,

    /// <summary>The ledger counts the handled tick as late; <see cref="TraceRecord.Argument"/> is a <see cref="LateTick"/>.</summary>
    Late,

    /// <summary>
    /// A virtual CPU runs again that its host had not let run: <see cref="TraceRecord.Argument"/> is for how long, ns. The interrupt is
    /// the tick that waited meanwhile, or 0.
    /// </summary>
    Stolen,

    /// <summary>
    /// A CPU's next expiry has passed before it could be programmed (-ETIME): <see cref="TraceRecord.Argument"/> is what next_event of
    /// its clock event device is now, ns. The hardware was not touched.
    /// </summary>
    ProgramFailed,

    /// <summary>
    /// A detector of the kernel says something of <see cref="TraceRecord.Cpu"/>; <see cref="TraceRecord.Peer"/> is which CPU says it, or
    /// -1, <see cref="TraceRecord.Argument"/> a <see cref="Detection"/>.
    /// </summary>
    Detected,

    /// <summary>A virtual CPU left its guest; <see cref="TraceRecord.Argument"/> is a <see cref="VirtualExit"/>.</summary>
    VmExit,

    /// <summary>
    /// The guest was saved and is restored: <see cref="TraceRecord.Argument"/> is how long it was away, ns. In the run's time that has no
    /// length.
    /// </summary>
    GuestRestored,

    /// <summary>A CPU has left the online mask.</summary>
    CpuOffline,

    /// <summary>A CPU has come online.</summary>
    CpuOnline,

    /// <summary>
    /// A line could not be moved to <see cref="TraceRecord.Cpu"/>: <see cref="TraceRecord.Argument"/> is the error, 28 (ENOSPC, no vector
    /// is free there) or 16 (EBUSY, the last move is not cleaned up).
    /// </summary>
    LineMoveFailed,

    /// <summary>
    /// An interrupt came from outside: <see cref="TraceRecord.Argument"/> is its vector, -1 for an NMI.
    /// </summary>
    Injected,

    /// <summary>
    /// A register was written from outside: of the CPU's local APIC, or of the IO-APIC, where <see cref="TraceRecord.Line"/> is the line
    /// whose entry it is and <see cref="TraceRecord.Cpu"/> where that went until now. Argument = bits 0-31 the value, 32-39 the register,
    /// from 40 the pin.
    /// </summary>
    RegisterWritten,

    /// <summary>
    /// A softirq has run: <see cref="TraceRecord.Vector"/> is which, <see cref="TraceRecord.Argument"/> for how long, ns, with the
    /// interrupts that came meanwhile.
    /// </summary>
    SoftirqRan,
}

/// <summary>Why a tick was lost: the closed list of the model.</summary>
public enum DropReason : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The line was in progress on another CPU.</summary>
    LineInProgress,

    /// <summary>The line was disabled.</summary>
    LineDisabled,

    /// <summary>The line had no action.</summary>
    NoAction,

    /// <summary>The LVT entry was masked at expiry.</summary>
    LvtMasked,

    /// <summary>The IO-APIC pin was masked.</summary>
    PinMasked,

    /// <summary>The vector was already pending in IRR.</summary>
    IrrFull,

    /// <summary>ISR blocks the vector and nobody is left to write EOI.</summary>
    IsrBlocked,

    /// <summary>Nothing was armed.</summary>
    NotArmed,

    /// <summary>Expiries merged while the virtual CPU was not scheduled.</summary>
    StealCollapse,

    /// <summary>The broadcast device did not know of this CPU.</summary>
    StaleBroadcast,

    /// <summary>The vector led to no line: "No irq handler for vector".</summary>
    NoHandler,
}

/// <summary>Reasons as they are printed, and as records carry them.</summary>
public static class DropReasons
{
    private static readonly int s_count = Enum.GetValues<DropReason>().Length;

    /// <summary>The reason in a record's <see cref="TraceRecord.Argument"/>; null when that is none of the closed list.</summary>
    public static DropReason? Of(long argument) => argument > 0 && argument < s_count ? (DropReason)argument : null;

    /// <summary>The reason in the spelling of results and traces, as in line-in-progress.</summary>
    public static string Name(this DropReason reason) => reason switch
    {
        DropReason.None => "none",
        DropReason.LineInProgress => "line-in-progress",
        DropReason.LineDisabled => "line-disabled",
        DropReason.NoAction => "no-action",
        DropReason.LvtMasked => "lvt-masked",
        DropReason.PinMasked => "pin-masked",
        DropReason.IrrFull => "irr-full",
        DropReason.IsrBlocked => "isr-blocked",
        DropReason.NotArmed => "not-armed",
        DropReason.StealCollapse => "steal-collapse",
        DropReason.StaleBroadcast => "stale-broadcast",
        DropReason.NoHandler => "no-handler",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason of the closed list"),
    };
}

/// <summary>One record, written at commit in the one total order (time, process, sequence).</summary>
/// <param name="Time">Virtual time, ns.</param>
/// <param name="Process">The logical process that wrote it.</param>
/// <param name="Sequence">Its running number within the process and nanosecond, from 0.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Cpu">The CPU it happened to.</param>
/// <param name="Interrupt">The CPU's running number of the interrupt it belongs to, from 1; 0 for none. (Cpu, Interrupt) names an
/// interrupt.</param>
/// <param name="Vector">The vector, or -1.</param>
/// <param name="Line">The IRQ line, or one of <see cref="LockLines"/>.</param>
/// <param name="Peer">Another CPU: holder, target of an IPI; -1 for none.</param>
/// <param name="Argument">As the kind says.</param>
public readonly record struct TraceRecord(
    long Time, int Process, uint Sequence, TraceKind Kind, int Cpu, long Interrupt, short Vector, short Line, int Peer, long Argument)
{
    /// <summary>Its place in the one total order of a run's records: they are written and read in this order.</summary>
    public (long Time, int Process, uint Sequence) Order => (Time, Process, Sequence);

    /// <summary>Compares two records by <see cref="Order"/>, for sorting; spelled out, because millions are sorted.</summary>
    public static int Compare(TraceRecord left, TraceRecord right) =>
        left.Time != right.Time ? left.Time.CompareTo(right.Time)
        : left.Process != right.Process ? left.Process.CompareTo(right.Process)
        : left.Sequence.CompareTo(right.Sequence);
}

/// <summary>What <see cref="TraceRecord.Line"/> holds where there is no line: kernel locks have numbers of their own.</summary>
public static class LockLines
{
    /// <summary>Neither a line nor a lock.</summary>
    public const short None = -1;

    /// <summary>The xtime lock; the locks that are no line go down from here.</summary>
    public const short Xtime = -2;

    /// <summary>ioapic_lock.</summary>
    public const short IoApic = -3;

    /// <summary>tick_broadcast_lock.</summary>
    public const short Broadcast = -4;
}

/// <summary>Takes trace records in the total order.</summary>
public interface ITraceSink
{
    /// <summary>
    /// True when it can do without the records of interrupts that are all as they should be. The engine may then leave them out, or not.
    /// </summary>
    bool AnomaliesOnly => false;

    /// <summary>Takes a batch; the span is valid during the call only.</summary>
    void Write(ReadOnlySpan<TraceRecord> records);
}
