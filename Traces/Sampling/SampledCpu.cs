namespace Tickstorm.Traces.Sampling;

/// <summary>What sampling keeps of one CPU: its undecided interrupts, and the last that were decided.</summary>
internal sealed class SampledCpu
{
    /// <summary>A record may follow its interrupt's end at once, in the process of a line; not later.</summary>
    private const int MostRecent = 4;
    private readonly Queue<(long Number, Decision Decision)> _recent = new();

    public List<SampledInterrupt> Open { get; } = [];

    public SampledInterrupt? Running { get; set; }

    public long Kept { get; set; }

    /// <summary>The undecided or early kept interrupt with this number, or null.</summary>
    public SampledInterrupt? Find(long interrupt)
    {
        for (int i = Open.Count - 1; i >= 0; i--)
        {
            if (Open[i].Number == interrupt) return Open[i];
        }

        return null;
    }

    /// <summary>What was decided of one that is over; null when it is none of the last.</summary>
    public Decision? Recent(long interrupt)
    {
        foreach ((long number, Decision decision) in _recent)
        {
            if (number == interrupt) return decision;
        }

        return null;
    }

    /// <summary>An interrupt is over.</summary>
    public void Close(SampledInterrupt interrupt)
    {
        Open.Remove(interrupt);
        if (Running == interrupt) Running = null;
        if (_recent.Count == MostRecent) _recent.Dequeue();
        _recent.Enqueue((interrupt.Number, interrupt.Decision));
    }
}
