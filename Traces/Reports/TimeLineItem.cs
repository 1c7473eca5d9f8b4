using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Reports;

/// <summary>What became of an interrupt, as a time line colours it; the numbers stand in pages.</summary>
public enum TimeLineKind : byte
{
    /// <summary>Handled in time.</summary>
    Handled,

    /// <summary>Handled late.</summary>
    Late,

    /// <summary>Merged into one that was pending.</summary>
    Coalesced,

    /// <summary>Dropped by a flow handler.</summary>
    Dropped,

    /// <summary>Lost to a mask.</summary>
    Masked,

    /// <summary>Open at the end.</summary>
    Pending,

    /// <summary>No tick, but an interrupt of another kind.</summary>
    Other,

    /// <summary>A real kernel's tick that did not come: from when it was due to the next.</summary>
    Missed,
}

/// <summary>One interrupt in a time line.</summary>
/// <param name="Cpu">Its CPU.</param>
/// <param name="Interrupt">The CPU's number of it; 0 where there is none.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="BeginNs">When its timer expired, or when it arrived, ns.</param>
/// <param name="StartNs">When its handler began, or when it was dropped, ns; -1 for neither.</param>
/// <param name="EndNs">When it was over, ns.</param>
/// <param name="WaitNs">What it waited, ns.</param>
/// <param name="Why">Why it was lost or late; empty when it was not.</param>
/// <param name="Holder">Who was in its way; -1 when nobody is known.</param>
/// <param name="HolderInterrupt">The holder's interrupt; 0 when it is not known.</param>
public readonly record struct TimeLineItem(
    int Cpu, long Interrupt, TimeLineKind Kind, long BeginNs, long StartNs, long EndNs, long WaitNs, string Why, int Holder,
    long HolderInterrupt)
{
    /// <summary>True for what a time line is looked at for.</summary>
    public bool IsAnomaly => Kind is not (TimeLineKind.Handled or TimeLineKind.Other);

    /// <summary>True for a tick that no handler ran for.</summary>
    public bool IsLost => Kind is TimeLineKind.Coalesced or TimeLineKind.Dropped or TimeLineKind.Masked or TimeLineKind.Missed;

    /// <summary>The item of an interrupt of a simulated run.</summary>
    public static TimeLineItem Of(InterruptTrace interrupt)
    {
        ArgumentNullException.ThrowIfNull(interrupt);
        (int holder, long number) = Holding(interrupt);
        string why = interrupt.Loss is { } loss ? DropTexts.Reason(loss)?.Name() ?? "" : interrupt.IsLate ? interrupt.LateCause.Name() : "";
        // A silence is no part of the tick: it would hide all that comes.
        long end = interrupt.EndNs;
        foreach (InterruptPhase phase in interrupt.Phases)
        {
            if (phase.Kind == InterruptPhaseKind.Silent) end = phase.BeginNs;
        }

        return new(
            interrupt.Cpu, interrupt.Number, KindOf(interrupt), interrupt.First.Time,
            interrupt.Loss is { Kind: TraceKind.Dropped } drop ? drop.Time : interrupt.StartedNs, Math.Max(end, interrupt.First.Time + 1),
            interrupt.LockedNs > 0 || !interrupt.IsDispatched ? interrupt.LockedNs : interrupt.WaitedNs, why, holder, number);
    }

    private static TimeLineKind KindOf(InterruptTrace interrupt) => !interrupt.IsTick
        ? TimeLineKind.Other
        : interrupt.Outcome switch
        {
            InterruptOutcome.Coalesced => TimeLineKind.Coalesced,
            InterruptOutcome.Dropped => TimeLineKind.Dropped,
            InterruptOutcome.Masked => TimeLineKind.Masked,
            InterruptOutcome.Pending => TimeLineKind.Pending,
            _ => interrupt.IsLate ? TimeLineKind.Late : TimeLineKind.Handled,
        };

    private static (int Cpu, long Interrupt) Holding(InterruptTrace interrupt)
    {
        foreach ((int cpu, long number, string why) in interrupt.Links)
        {
            if (why is "dropped behind" or "merged into") return (cpu, number);
        }

        InterruptPhase longest = default;
        foreach (InterruptPhase phase in interrupt.Phases)
        {
            if (phase.Kind == InterruptPhaseKind.LockWait && phase.Holder >= 0
                && phase.EndNs - phase.BeginNs > longest.EndNs - longest.BeginNs)
            {
                longest = phase;
            }
        }

        return longest.EndNs > 0 ? (longest.Holder, longest.HolderInterrupt) : (-1, 0);
    }
}
