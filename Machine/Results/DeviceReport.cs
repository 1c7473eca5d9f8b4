namespace Tickstorm.Results;

/// <summary>
/// What became of devices' interrupts: raised + sentOn = handled + lost + strays + pending. A level source is handled when its handler has
/// deasserted it.
/// </summary>
/// <param name="Raised">By devices.</param>
/// <param name="Handled">A handler began for each of them.</param>
/// <param name="Pending">Under way, in an IRR, at a line, remembered or held at the device at the end.</param>
/// <param name="SentOn">Found in the old CPU's IRR after a move and sent to the new CPU.</param>
/// <param name="Strays">What of those the old CPU then found, and expected.</param>
/// <param name="Lost">The others, by why.</param>
/// <param name="Lines">Each device's line.</param>
public sealed record DeviceReport(
    long Raised, long Handled, long Pending, long SentOn, long Strays, DeviceLosses Lost, IReadOnlyList<LineReport> Lines);

/// <summary>Interrupts of devices that no handler ran for.</summary>
/// <param name="IrrFull">Their vector was pending in the CPU's IRR already.</param>
/// <param name="LineInProgress">Dropped behind a handler, and one was remembered already or none can be.</param>
/// <param name="LineDisabled">Dropped at a disabled line, likewise.</param>
/// <param name="NoAction">Dropped at a line without an action, likewise.</param>
/// <param name="PinMasked">Edges at a masked pin.</param>
/// <param name="Merged">With one that waits at the device: a set pending bit, an asserted level; or with a remembered one.</param>
/// <param name="NoHandler">Their vector led to no line: "No irq handler for vector".</param>
public readonly record struct DeviceLosses(
    long IrrFull, long LineInProgress, long LineDisabled, long NoAction, long PinMasked, long Merged, long NoHandler)
{
    /// <summary>All of them.</summary>
    public long Total => IrrFull + LineInProgress + LineDisabled + NoAction + PinMasked + Merged + NoHandler;
}

/// <summary>A device's line at the end.</summary>
/// <param name="Line">Its number, as in workload.operations.</param>
/// <param name="Irq">The IRQ.</param>
/// <param name="Kind">pin, msi, msix or lpi.</param>
/// <param name="Cpu">The CPU that its interrupts go to.</param>
/// <param name="Vector">The vector there.</param>
/// <param name="Raised">By its device.</param>
/// <param name="Runs">Handler runs.</param>
/// <param name="Moves">Times that it was moved.</param>
/// <param name="FailedMoves">Times that it could not be: no vector was free, or the last move was not cleaned up.</param>
/// <param name="Resends">Edges that were sent again.</param>
/// <param name="Kstat">What /proc/interrupts has of it, for each CPU that it may have been routed to.</param>
public sealed record LineReport(
    int Line, int Irq, string Kind, int Cpu, int Vector, long Raised, long Runs, long Moves, long FailedMoves, long Resends,
    IReadOnlyList<(int Cpu, long Count)> Kstat);
