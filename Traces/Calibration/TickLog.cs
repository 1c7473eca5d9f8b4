namespace Tickstorm.Traces.Calibration;

/// <summary>The ticks of a CPU by one kind of event.</summary>
internal sealed class TickLog
{
    /// <summary>Enough for any rate and distribution; more would only cost memory.</summary>
    private const int Most = 65_536;

    private readonly List<bool> _rested = [];
    private bool _rests = true;

    /// <summary>When they were done, ns.</summary>
    public List<long> Times { get; } = [];

    /// <summary>How many there were.</summary>
    public int Count => Times.Count;

    /// <summary>True when the CPU idled between the tick before and this one, or nothing is known of that.</summary>
    public bool Rested(int tick) => _rested[tick];

    /// <summary>The CPU idles.</summary>
    public void Rest() => _rests = true;

    /// <summary>A tick was done.</summary>
    public void Add(long timeNs)
    {
        if (Times.Count == Most) return;
        Times.Add(timeNs);
        _rested.Add(_rests);
        _rests = false;
    }
}
