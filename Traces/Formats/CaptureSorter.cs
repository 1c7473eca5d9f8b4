namespace Tickstorm.Traces.Formats;

/// <summary>Puts the events of a capture into the order of time; those of one CPU with the same time stay as they stood.</summary>
internal sealed class CaptureSorter(ICaptureSink sink, string file)
{
    /// <summary>As many as fit 350 MB.</summary>
    public const int MostEvents = 5_000_000;

    private const int LossName = -1;
    private const int MostNames = 1 << 20;
    private const int PieceBits = 16;
    private const int PieceSize = 1 << PieceBits;

    // In pieces: a list that grows is there twice while it does.
    private readonly List<(CaptureEvent Captured, int Name)[]> _pieces = [];
    private int _count;
    private readonly List<byte[]> _names = [];
    private readonly Dictionary<string, int> _numbers = [];

    // By CPU, and of all (-1): a loss stands behind the event that was read before it.
    private readonly Dictionary<int, long> _latestNs = new() { [-1] = 0 };

    /// <summary>Keeps a loss of the tracer's, which has no time of its own.</summary>
    public void Lost(int cpu, long? count) =>
        Keep(new CaptureEvent(_latestNs.GetValueOrDefault(cpu), cpu, CaptureKind.Other, -1, count ?? -1, Idle: false), LossName);

    /// <summary>Keeps an event.</summary>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        _latestNs[captured.Cpu] = captured.TimeNs;
        _latestNs[-1] = Math.Max(_latestNs[-1], captured.TimeNs);
        Keep(captured, Name(name));
    }

    /// <summary>Gives them out in order.</summary>
    public void Drain()
    {
        foreach (int place in Order())
        {
            (CaptureEvent captured, int name) = _pieces[place >> PieceBits][place & (PieceSize - 1)];
            if (name != LossName) sink.Event(captured, _names[name]);
            else sink.Lost(captured.Cpu, captured.Argument < 0 ? null : captured.Argument);
        }
    }

    private void Keep(in CaptureEvent captured, int name)
    {
        if (_count == MostEvents)
        {
            throw new TraceFormatException(
                file, $"event {MostEvents + 1}", "there are more events than can be sorted in memory",
                "a capture that is in order was expected; sort -k gives one");
        }

        if (_count >> PieceBits == _pieces.Count) _pieces.Add(new (CaptureEvent, int)[PieceSize]);
        _pieces[_count >> PieceBits][_count & (PieceSize - 1)] = (captured, name);
        _count++;
    }

    // The sort of arrays is not stable: among those of one time the places are sorted again.
    private int[] Order()
    {
        long[] times = new long[_count];
        int[] places = new int[_count];
        for (int i = 0; i < _count; i++) (times[i], places[i]) = (_pieces[i >> PieceBits][i & (PieceSize - 1)].Captured.TimeNs, i);
        Array.Sort(times, places);
        for (int from = 0, to; from < _count; from = to)
        {
            for (to = from + 1; to < _count && times[to] == times[from];) to++;
            if (to - from > 1) Array.Sort(places, from, to - from);
        }

        return places;
    }

    private int Name(ReadOnlySpan<byte> name)
    {
        string text = System.Text.Encoding.Latin1.GetString(name);
        if (_numbers.TryGetValue(text, out int number)) return number;
        if (_names.Count == MostNames)
            throw new TraceFormatException(file, $"event {_count + 1}", $"{MostNames} names of events", "a kernel's were expected");
        _names.Add(name.ToArray());
        return _numbers[text] = _names.Count - 1;
    }
}
