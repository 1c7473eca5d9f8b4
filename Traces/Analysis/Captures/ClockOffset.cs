namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>How far the tracer's clock is ahead of the kernel's, by events that tell both.</summary>
/// <remarks>The tracer looks at its clock after the kernel has, and a virtual CPU may lose any time in between: the least difference of the
/// last moments is the nearest to the truth. Clocks that drift or jump are followed.</remarks>
internal sealed class ClockOffset
{
    private const long WindowNs = 100_000_000;
    private long _sinceNs;
    private long _before = long.MaxValue;
    private long _least = long.MaxValue;

    /// <summary>True when an event told it.</summary>
    public bool IsKnown => _least != long.MaxValue;

    /// <summary>Tracer's less kernel's time, ns; 0 while it is not known.</summary>
    public long Ns => IsKnown ? Math.Min(_before, _least) : 0;

    /// <summary>An event at <paramref name="timeNs"/> of the tracer's clock that names <paramref name="kernelNs"/>.</summary>
    public void Take(long timeNs, long kernelNs)
    {
        long offset = timeNs - kernelNs;
        if (!IsKnown || Math.Abs(timeNs - _sinceNs) >= WindowNs)
        {
            // After two windows, or in another CPU's part of the file, nothing of the first holds any more.
            _before = IsKnown && timeNs >= _sinceNs && timeNs - _sinceNs < 2 * WindowNs ? _least : long.MaxValue;
            (_sinceNs, _least) = (timeNs, offset);
        }

        _least = Math.Min(_least, offset);
    }
}
