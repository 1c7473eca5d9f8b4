namespace Tickstorm.Processes.Lines;

/// <summary>What became of a device's interrupts at its line; docs/model.md has the ledger.</summary>
internal struct LineLedger
{
    /// <summary>By the device; to CPUs, those sent again included.</summary>
    public long Raised, Sent;

    /// <summary>Requests of desc->lock for an arrival, and those of them that ran the handler, or were dropped.</summary>
    public long Arrivals, Entered, Dropped;

    /// <summary>A level source was deasserted by its handler.</summary>
    public long Deasserted;

    /// <summary>Lost: at a masked pin; merged with one that waits at the device or is remembered, and of these the remembered.</summary>
    public long PinMasked, Merged, MergedAtLine;

    /// <summary>Lost: dropped by the flow handler and not remembered.</summary>
    public long InProgress, Disabled, NoAction;
}
