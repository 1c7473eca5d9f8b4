using System.Numerics;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Results;

/// <summary>Durations in integer buckets: exact below 1,024 ns, then 64 per octave. Mergeable.</summary>
public sealed class LatencyHistogram
{
    private const int Exact = 1024, PerOctave = 64;
    private readonly long[] _counts = new long[Exact + (63 - 10) * PerOctave];
    private long _max;

    /// <summary>How many values there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a value of at least 0 ns, a number of times.</summary>
    public void Add(long ns, long times)
    {
        _counts[Bucket(ns)] += times;
        Count += times;
        _max = Math.Max(_max, ns);
    }

    /// <summary>Adds all of another one's values.</summary>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _max = Math.Max(_max, other._max);
    }

    /// <summary>Writes what it holds.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(_max);
        writer.Write(_counts.Count(count => count > 0));
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            writer.Write(i);
            writer.Write(_counts[i]);
        }
    }

    /// <summary>Adds what was written.</summary>
    internal void Read(BinaryReader reader)
    {
        _max = Math.Max(_max, reader.ReadInt64());
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int bucket = reader.ReadInt32();
            long count = reader.ReadInt64();
            _counts[bucket] += count;
            Count += count;
        }
    }

    /// <summary>Nearest-rank percentiles by upper bounds of buckets, and the exact maximum; nulls when empty.</summary>
    public Percentiles Percentiles() => Count == 0 ? new() : new(Rank(500), Rank(900), Rank(990), Rank(999), _max);

    /// <summary>The buckets that hold something: upper bound in ns, and count.</summary>
    public IReadOnlyList<(long UpToNs, long Count)> Buckets()
    {
        var buckets = new List<(long, long)>();
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) buckets.Add((UpperBound(i), _counts[i]));
        }

        return buckets;
    }

    private static int Bucket(long ns)
    {
        if (ns < Exact) return (int)Math.Max(0, ns);
        int octave = BitOperations.Log2((ulong)ns);
        return Exact + (octave - 10) * PerOctave + (int)(ns >> (octave - 6)) - PerOctave;
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < Exact) return bucket;
        int octave = (bucket - Exact) / PerOctave + 10, step = (bucket - Exact) % PerOctave;
        return ((long)(PerOctave + step + 1) << (octave - 6)) - 1;
    }

    private long Rank(long perMille)
    {
        long rank = Math.Max(1, (long)(((Int128)Count * perMille + 999) / 1000)), seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Math.Min(_max, UpperBound(i));
        }

        return _max;
    }
}
