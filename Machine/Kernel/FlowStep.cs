using Tickstorm.Tracing;

namespace Tickstorm.Kernel;

/// <summary>A descriptor's flags, as far as delivery depends on them.</summary>
[Flags]
public enum LineFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IRQ_INPROGRESS: a CPU runs the action.</summary>
    InProgress = 1,

    /// <summary>IRQ_PENDING: an arrival was remembered.</summary>
    Pending = 2,

    /// <summary>IRQ_MASKED.</summary>
    Masked = 4,

    /// <summary>IRQ_DISABLED.</summary>
    Disabled = 8,

    /// <summary>No action is installed.</summary>
    NoAction = 16,

    /// <summary>IRQD_RESEND_WHEN_IN_PROGRESS: fasteoi remembers what arrives during its handler.</summary>
    ResendsInProgress = 32,
}

/// <summary>Calls of chip functions.</summary>
[Flags]
public enum ChipOps : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>chip->ack.</summary>
    Ack = 1,

    /// <summary>chip->mask.</summary>
    Mask = 2,

    /// <summary>chip->mask_ack.</summary>
    MaskAck = Ack | Mask,

    /// <summary>chip->unmask.</summary>
    Unmask = 4,

    /// <summary>chip->eoi.</summary>
    Eoi = 8,

    /// <summary>chip->end.</summary>
    End = 16,

    /// <summary>chip->retrigger.</summary>
    Retrigger = 32,
}

/// <summary>What a critical section decides.</summary>
public enum FlowVerdict : byte
{
    /// <summary>Run the handler.</summary>
    Run,

    /// <summary>Run the handler once more for a remembered arrival.</summary>
    Again,

    /// <summary>Leave.</summary>
    Done,

    /// <summary>Dropped: leave without a run.</summary>
    Drop,

    /// <summary>Spin, without the lock, until INPROGRESS is clear; then ask again.</summary>
    Wait,
}

/// <summary>The actions of one critical section under desc->lock.</summary>
/// <param name="Verdict">What the CPU does next.</param>
/// <param name="Ops">Chip functions called.</param>
/// <param name="Set">Flags set.</param>
/// <param name="Clear">Flags cleared (before <paramref name="Set"/>).</param>
/// <param name="Counted">kstat is incremented.</param>
/// <param name="Reason">Why it was dropped.</param>
public readonly record struct FlowStep(FlowVerdict Verdict, ChipOps Ops, LineFlags Set, LineFlags Clear, bool Counted, DropReason Reason)
{
    /// <summary>Wait for INPROGRESS to clear.</summary>
    public static FlowStep Wait { get; } = new(FlowVerdict.Wait, ChipOps.None, LineFlags.None, LineFlags.None, false, DropReason.None);

    /// <summary>Run the handler: kstat is incremented and INPROGRESS set.</summary>
    public static FlowStep Run(ChipOps ops, LineFlags set = LineFlags.None, LineFlags clear = LineFlags.None) =>
        new(FlowVerdict.Run, ops, set | LineFlags.InProgress, clear, true, DropReason.None);

    /// <summary>Drop the arrival.</summary>
    public static FlowStep Drop(DropReason reason, ChipOps ops = ChipOps.None, LineFlags set = LineFlags.None, bool counted = false) =>
        new(FlowVerdict.Drop, ops, set, LineFlags.None, counted, reason);

    /// <summary>Run once more; INPROGRESS stays set.</summary>
    public static FlowStep Again(ChipOps ops, LineFlags clear) =>
        new(FlowVerdict.Again, ops, LineFlags.None, clear, false, DropReason.None);

    /// <summary>Leave; INPROGRESS is cleared.</summary>
    public static FlowStep Done(ChipOps ops, LineFlags clear = LineFlags.None) =>
        new(FlowVerdict.Done, ops, LineFlags.None, clear | LineFlags.InProgress, false, DropReason.None);
}
