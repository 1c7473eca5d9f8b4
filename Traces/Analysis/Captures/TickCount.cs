namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>One CPU's ticks on the grid of the rate: due, done, left out on purpose, missed and why.</summary>
internal sealed class TickCount
{
    /// <summary>Losses in one gap that are marked one by one.</summary>
    public const int MostMarks = 100_000;

    private readonly long[] _missedBy = new long[LateSplit.Parts];

    /// <summary>Ticks that were done.</summary>
    public long Done { get; set; }

    /// <summary>Ticks that the kernel left out: it had stopped the tick.</summary>
    public long Skipped { get; private set; }

    /// <summary>Ticks that were due and not done.</summary>
    public long Missed { get; private set; }

    /// <summary>All that were due while the capture shows the CPU.</summary>
    public long Due => Done + Skipped + Missed;

    /// <summary>Missed ticks by the largest part of the wait behind which they were.</summary>
    public long MissedBy(LatePart part) => _missedBy[(int)part];

    /// <summary>Ticks were missed.</summary>
    public void Miss(long count, LatePart part)
    {
        Missed += count;
        _missedBy[(int)part] += count;
    }

    /// <summary>Takes one back: it came late.</summary>
    public void Found(LatePart part)
    {
        Missed--;
        _missedBy[(int)part]--;
    }

    /// <summary>Ticks were left out.</summary>
    public void Skip(long count) => Skipped += count;
}
