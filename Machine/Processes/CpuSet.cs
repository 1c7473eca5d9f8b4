using System.Numerics;
using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>A cpumask with a saved copy.</summary>
internal sealed class CpuSet(int cpus)
{
    private readonly ulong[] _words = new ulong[(cpus + 63) / 64], _saved = new ulong[(cpus + 63) / 64];

    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool Contains(int cpu) => (_words[cpu >> 6] >> (cpu & 63) & 1) != 0;

    /// <summary>The first member from a CPU on; -1 for none.</summary>
    public int Next(int cpu)
    {
        if (cpu >= cpus) return -1;
        int i = cpu >> 6;
        ulong word = _words[i] & ulong.MaxValue << (cpu & 63);
        while (word == 0)
        {
            if (++i == _words.Length) return -1;
            word = _words[i];
        }

        return i * 64 + BitOperations.TrailingZeroCount(word);
    }

    public void Clear() => Array.Clear(_words);

    /// <summary>Takes those of another set in.</summary>
    public void Add(CpuSet others)
    {
        for (int i = 0; i < _words.Length; i++) _words[i] |= others._words[i];
    }

    public void Add(int cpu) => _words[cpu >> 6] |= 1UL << (cpu & 63);

    public void Remove(int cpu) => _words[cpu >> 6] &= ~(1UL << (cpu & 63));

    /// <summary>All CPUs.</summary>
    public void Fill()
    {
        Array.Fill(_words, ulong.MaxValue);
        if ((cpus & 63) != 0) _words[^1] = (1UL << (cpus & 63)) - 1;
    }

    /// <summary>Takes those of another set out.</summary>
    public void Remove(CpuSet others)
    {
        for (int i = 0; i < _words.Length; i++) _words[i] &= ~others._words[i];
    }

    public void CopyFrom(CpuSet other) => other._words.CopyTo(_words, 0);

    public IReadOnlyList<int> ToList()
    {
        List<int> list = new();
        for (int i = 0; i < _words.Length; i++)
            for (ulong word = _words[i]; word != 0; word &= word - 1) list.Add(i * 64 + BitOperations.TrailingZeroCount(word));
        return list;
    }

    public void Save() => _words.CopyTo(_saved, 0);

    public void Restore() => _saved.CopyTo(_words, 0);

    public void Write(BinaryWriter writer) => StructBytes.WriteAll(writer, (ReadOnlySpan<ulong>)_words);

    public void Read(BinaryReader reader) => StructBytes.ReadInto(reader, _words);
}
