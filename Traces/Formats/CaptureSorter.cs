namespace Tickstorm.Traces.Formats;

/// <summary>Puts the events of a capture into the order of time; those of one CPU with the same time stay as they stood.</summary>
internal sealed class CaptureSorter(ICaptureSink sink, string file)
{
    /// <summary>As many as fit 400 MB.</summary>
    public const int MostEvents = 8_000_000;

    private const int LossName = -1;
    private const int MostNames = 1 << 20;
    private readonly List<(CaptureEvent Captured, int Name)> _events = [];
    private readonly List<byte[]> _names = [];
    private readonly Dictionary<string, int> _numbers = [];

    // By CPU, and of all (-1): a loss stands behind the event that was read before it.
    private readonly Dictionary<int, long> _latestNs = new() { [-1] = 0 };

    /// <summary>Keeps a loss of the tracer's, which has no time of its own.</summary>
    public void Lost(int cpu, long? count) =>
        _events.Add((new CaptureEvent(_latestNs.GetValueOrDefault(cpu), cpu, CaptureKind.Other, -1, count ?? -1, Idle: false), LossName));

    /// <summary>Keeps an event.</summary>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        if (_events.Count == MostEvents)
        {
            throw new TraceFormatException(
                file, $"event {MostEvents + 1}", "there are more events than can be sorted in memory",
                "a capture that is in order was expected; sort -k gives one");
        }

        _latestNs[captured.Cpu] = captured.TimeNs;
        _latestNs[-1] = Math.Max(_latestNs[-1], captured.TimeNs);
        _events.Add((captured, Name(name)));
    }

    /// <summary>Gives them out in order.</summary>
    public void Drain()
    {
        // The sort of lists is not stable; that of sequences is.
        foreach ((CaptureEvent captured, int name) in _events.OrderBy(one => one.Captured.TimeNs))
        {
            if (name != LossName) sink.Event(captured, _names[name]);
            else sink.Lost(captured.Cpu, captured.Argument < 0 ? null : captured.Argument);
        }
    }

    private int Name(ReadOnlySpan<byte> name)
    {
        string text = System.Text.Encoding.Latin1.GetString(name);
        if (_numbers.TryGetValue(text, out int number)) return number;
        if (_names.Count == MostNames)
            throw new TraceFormatException(file, $"event {_events.Count + 1}", $"{MostNames} names of events", "a kernel's were expected");
        _names.Add(name.ToArray());
        return _numbers[text] = _names.Count - 1;
    }
}
