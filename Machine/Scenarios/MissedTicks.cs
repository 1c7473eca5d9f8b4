namespace Tickstorm.Scenarios;

/// <summary>What becomes of a virtual timer's expiries while the one before still waits in IRR.</summary>
public enum MissedTicks
{
    /// <summary>They merge.</summary>
    Collapse,

    /// <summary>They are counted, and one is injected each time that IRR is free.</summary>
    CatchUp,

    /// <summary>They are counted, and one is injected with each EOI, as for the PIT.</summary>
    Reinject,
}
