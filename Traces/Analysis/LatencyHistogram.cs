using System.Numerics;
using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Analysis;

/// <summary>Durations in integer buckets: exact below 1,024 ns, then 64 per octave; exact maximum and sum.</summary>
/// <remarks>Buckets are kept in chunks of 64 that exist only where something fell, so that a histogram per CPU and vector stays small.</remarks>
public sealed class LatencyHistogram
{
    private const int ChunkShift = 6;
    private const int ChunkSize = 1 << ChunkShift;
    private const int ExactChunks = 1_024 / ChunkSize;
    private readonly long[]?[] _chunks = new long[ExactChunks + 53][];

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <summary>The exact sum, ns.</summary>
    public long Total { get; private set; }

    /// <summary>The longest, ns; 0 when empty.</summary>
    public long Max { get; private set; }

    /// <summary>Adds a duration; a negative one counts as 0.</summary>
    public void Add(long ns)
    {
        if (ns < 0) ns = 0;
        Count++;
        Total += ns;
        if (ns > Max) Max = ns;
        int index = Index(ns);
        (_chunks[index >> ChunkShift] ??= new long[ChunkSize])[index & (ChunkSize - 1)]++;
    }

    /// <summary>Adds every sample of <paramref name="other"/>.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int c = 0; c < _chunks.Length; c++)
        {
            if (other._chunks[c] is not { } theirs) continue;
            long[] ours = _chunks[c] ??= new long[ChunkSize];
            for (int i = 0; i < ChunkSize; i++) ours[i] += theirs[i];
        }

        Count += other.Count;
        Total += other.Total;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The nearest-rank percentiles, or nulls when empty.</summary>
    public Percentiles Percentiles()
        => Count == 0 ? new Percentiles() : new Percentiles(At(500), At(900), At(990), At(999), Max);

    /// <summary>The value at a rank of <paramref name="permille"/>: the upper bound of its bucket, never above the maximum.</summary>
    public long At(int permille)
    {
        long rank = Math.Max(1, (Count * permille + 999) / 1_000);
        foreach ((long upTo, long count) in Buckets())
        {
            rank -= count;
            if (rank <= 0) return Math.Min(upTo, Max);
        }

        return Max;
    }

    /// <summary>The buckets that are not empty, ascending, with their inclusive upper bounds.</summary>
    public IEnumerable<(long UpToNs, long Count)> Buckets()
    {
        for (int c = 0; c < _chunks.Length; c++)
        {
            if (_chunks[c] is not { } chunk) continue;
            for (int i = 0; i < ChunkSize; i++)
            {
                if (chunk[i] > 0) yield return (UpperBound((c << ChunkShift) + i), chunk[i]);
            }
        }
    }

    private static int Index(long ns)
    {
        if (ns < 1_024) return (int)ns;
        int octave = BitOperations.Log2((ulong)ns);
        return ((ExactChunks + octave - 10) << ChunkShift) + (int)(ns >> (octave - ChunkShift) & (ChunkSize - 1));
    }

    private static long UpperBound(int index)
    {
        if (index < 1_024) return index;
        int octave = (index >> ChunkShift) - ExactChunks + 10;
        long width = 1L << (octave - ChunkShift);
        return (1L << octave) + (index & (ChunkSize - 1)) * width + width - 1;
    }
}
