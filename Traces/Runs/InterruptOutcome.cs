namespace Tickstorm.Traces.Runs;

/// <summary>What becomes of an interrupt; for ticks the outcomes of the ledger.</summary>
public enum InterruptOutcome : byte
{
    /// <summary>Nothing is decided yet.</summary>
    Pending,

    /// <summary>Its own handler has begun.</summary>
    Handled,

    /// <summary>It merged into one that was pending already.</summary>
    Coalesced,

    /// <summary>It was lost to a mask.</summary>
    Masked,

    /// <summary>A flow handler dropped it.</summary>
    Dropped,
}

/// <summary>Names of outcomes as traces have them.</summary>
public static class InterruptOutcomes
{
    /// <summary>The outcome in the spelling of results and traces.</summary>
    public static string Name(this InterruptOutcome outcome) => outcome switch
    {
        InterruptOutcome.Pending => "pending",
        InterruptOutcome.Handled => "handled",
        InterruptOutcome.Coalesced => "coalesced",
        InterruptOutcome.Masked => "masked",
        InterruptOutcome.Dropped => "dropped",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
