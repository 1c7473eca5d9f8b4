namespace Tickstorm.Processes.Cores;

/// <summary>What a core's own detectors keep, where a run is long enough for one of them to say something.</summary>
internal struct Watch
{
    /// <summary>When the next NMI comes, and when the watchdog timer looks next, ns.</summary>
    public long NmiNs, PollNs;

    /// <summary>Since when it is silent, ns; 0 when it was well when it was looked at last.</summary>
    public long SilentNs;

    /// <summary>How often the watchdog timer had run at the NMI before; for the old watchdog, when the last counted tick was, ns.</summary>
    public long Seen;

    /// <summary>NMIs of the old watchdog in a row that found nothing new.</summary>
    public byte Alerts;

    /// <summary>What the CPU has told of itself last.</summary>
    public CpuHealth Told;

    /// <summary>What it has said, and does not say again before it has gone away.</summary>
    public bool NmiSaid, SoftSaid;

    public readonly long NextNs => Math.Min(NmiNs, PollNs);
}
