namespace Tickstorm.Traces.Sampling;

/// <summary>What sampling remembers of one CPU: how many it kept, and the last interrupts that are over.</summary>
internal sealed class SampledCpu
{
    /// <summary>A record may follow its interrupt's end at once, in the process of a line; not later.</summary>
    private const int MostRecent = 4;
    private readonly Queue<(long Number, Decision Decision)> _recent = new();

    public long Kept { get; set; }

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
    public void Remember(SampledInterrupt interrupt)
    {
        if (_recent.Count == MostRecent) _recent.Dequeue();
        _recent.Enqueue((interrupt.Number, interrupt.Decision));
    }
}
