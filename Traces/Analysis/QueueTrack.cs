namespace Tickstorm.Traces.Analysis;

/// <summary>The longest queue per interval of time; intervals double when time runs on.</summary>
internal sealed class QueueTrack
{
    private const int Bins = 256;
    private int[] _longest = [];
    private long _origin = long.MinValue;
    private long _width = 1_000;
    private int _used;

    /// <summary>Notes a queue length.</summary>
    public void Note(long timeNs, int queue)
    {
        if (_longest.Length == 0) _longest = new int[Bins];
        if (_origin == long.MinValue) _origin = timeNs;
        long since = Math.Max(0, timeNs - _origin);
        while (since / _width >= Bins)
        {
            for (int i = 0; i < Bins / 2; i++) _longest[i] = Math.Max(_longest[2 * i], _longest[2 * i + 1]);
            Array.Clear(_longest, Bins / 2, Bins / 2);
            _width *= 2;
            _used = (_used + 1) / 2;
        }

        int bin = (int)(since / _width);
        _used = Math.Max(_used, bin + 1);
        _longest[bin] = Math.Max(_longest[bin], queue);
    }

    /// <summary>The intervals so far.</summary>
    public IReadOnlyList<(long FromNs, int Queue)> Series() =>
        [.. Enumerable.Range(0, _used).Select(bin => (_origin + bin * _width, _longest[bin]))];
}
