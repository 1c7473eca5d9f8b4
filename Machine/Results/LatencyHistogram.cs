using System.Numerics;

namespace Tickstorm.Results;

/// <summary>Durations in integer buckets: exact below 1,024 ns, then 64 per octave; exact maximum and sum. Mergeable.</summary>
/// <remarks>The first few buckets that something falls in are a list, more are kept in chunks of 64 that exist only where something
/// fell: a histogram per CPU and vector stays small, of whom most have seen one duration or none.</remarks>
public sealed class LatencyHistogram
{
    private const int Exact = 1_024;
    private const int ChunkShift = 6;
    private const int ChunkSize = 1 << ChunkShift;
    private const int ExactChunks = Exact / ChunkSize;
    private const int ExactOctave = 10;
    private const int MostFew = 8;
    private (int Bucket, long Count)[] _few = [];
    private int _fewUsed;
    private long[]?[] _chunks = [];

    /// <summary>How many durations there are.</summary>
    public long Count { get; private set; }

    /// <summary>The exact sum, ns.</summary>
    public long Total { get; private set; }

    /// <summary>The longest, ns; 0 when empty.</summary>
    public long Max { get; private set; }

    /// <summary>Adds a duration a number of times; a negative one counts as 0.</summary>
    public void Add(long ns, long times = 1)
    {
        ns = Math.Max(0, ns);
        AddToBucket(Bucket(ns), times);
        Total += ns * times;
        Max = Math.Max(Max, ns);
    }

    /// <summary>Adds all durations of another one.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((int bucket, long count) in other.Filled()) AddToBucket(bucket, count);
        Total += other.Total;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>Nearest-rank percentiles by upper bounds of buckets, and the exact maximum; nulls when empty.</summary>
    public Percentiles Percentiles() =>
        Count == 0 ? Tickstorm.Results.Percentiles.None : new Percentiles(At(500), At(900), At(990), At(999), Max);

    /// <summary>The value at a rank in thousandths: the upper bound of its bucket, never above the maximum.</summary>
    public long At(int permille)
    {
        long left = Math.Max(1, (long)(((Int128)Count * permille + 999) / 1_000));
        foreach ((int bucket, long count) in Filled())
        {
            left -= count;
            if (left <= 0) return Math.Min(UpperBound(bucket), Max);
        }

        return Max;
    }

    /// <summary>The buckets that hold something, ascending: inclusive upper bound in ns, and count.</summary>
    public IEnumerable<(long UpToNs, long Count)> Buckets() => Filled().Select(filled => (UpperBound(filled.Bucket), filled.Count));

    /// <summary>Writes what it holds.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Max);
        writer.Write(Total);
        writer.Write(Filled().Count());
        foreach ((int bucket, long count) in Filled())
        {
            writer.Write(bucket);
            writer.Write(count);
        }
    }

    /// <summary>Adds what was written.</summary>
    internal void Read(BinaryReader reader)
    {
        Max = Math.Max(Max, reader.ReadInt64());
        Total += reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--) AddToBucket(reader.ReadInt32(), reader.ReadInt64());
    }

    private void AddToBucket(int bucket, long times)
    {
        Count += times;
        if (_chunks.Length == 0 && AddToFew(bucket, times)) return;
        AddToChunk(bucket, times);
    }

    private void AddToChunk(int bucket, long times) =>
        (_chunks[bucket >> ChunkShift] ??= new long[ChunkSize])[bucket & (ChunkSize - 1)] += times;

    // False when there are more buckets than a few: from then on there are chunks.
    private bool AddToFew(int bucket, long times)
    {
        for (int i = 0; i < _fewUsed; i++)
        {
            if (_few[i].Bucket != bucket) continue;
            _few[i].Count += times;
            return true;
        }

        if (_fewUsed < MostFew)
        {
            if (_fewUsed == _few.Length) Array.Resize(ref _few, Math.Max(1, 2 * _fewUsed));
            _few[_fewUsed++] = (bucket, times);
            return true;
        }

        _chunks = new long[ExactChunks + 63 - ExactOctave][];
        foreach ((int known, long count) in _few) AddToChunk(known, count);
        (_few, _fewUsed) = ([], 0);
        return false;
    }

    private IEnumerable<(int Bucket, long Count)> Filled()
    {
        foreach ((int bucket, long count) in _few.Take(_fewUsed).OrderBy(one => one.Bucket))
        {
            if (count > 0) yield return (bucket, count);
        }

        for (int c = 0; c < _chunks.Length; c++)
        {
            if (_chunks[c] is not { } chunk) continue;
            for (int i = 0; i < ChunkSize; i++)
            {
                if (chunk[i] > 0) yield return ((c << ChunkShift) + i, chunk[i]);
            }
        }
    }

    private static int Bucket(long ns)
    {
        if (ns < Exact) return (int)ns;
        int octave = BitOperations.Log2((ulong)ns);
        return ((ExactChunks + octave - ExactOctave) << ChunkShift) + (int)(ns >> (octave - ChunkShift) & (ChunkSize - 1));
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < Exact) return bucket;
        int octave = (bucket >> ChunkShift) - ExactChunks + ExactOctave, step = bucket & (ChunkSize - 1);
        return ((long)(ChunkSize + step + 1) << (octave - ChunkShift)) - 1;
    }
}
