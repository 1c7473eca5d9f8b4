using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>The vCPUs of a host CPU that are ready to run, first come first served, with the times since when.</summary>
internal sealed class ReadyQueue(int capacity)
{
    private readonly Ready[] _ring = new Ready[Math.Max(1, capacity)];
    private int _first;

    public int Count { get; private set; }

    public void Add(int cpu, long sinceNs)
    {
        if (Count == _ring.Length) throw new BrokenRunException($"vCPU {cpu} is ready twice at {sinceNs} ns.");
        _ring[(_first + Count++) % _ring.Length] = new Ready { Cpu = cpu, SinceNs = sinceNs };
    }

    public Ready Take()
    {
        Ready ready = _ring[_first];
        _first = (_first + 1) % _ring.Length;
        Count--;
        return ready;
    }

    public ReadyQueue Another() => new(_ring.Length);

    public void CopyTo(ReadyQueue other)
    {
        _ring.CopyTo(other._ring, 0);
        (other._first, other.Count) = (_first, Count);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_first);
        writer.Write(Count);
        StructBytes.WriteAll<Ready>(writer, _ring);
    }

    public void Read(BinaryReader reader)
    {
        _first = reader.ReadInt32();
        Count = reader.ReadInt32();
        StructBytes.ReadInto(reader, _ring);
        if ((uint)_first >= (uint)_ring.Length || (uint)Count > (uint)_ring.Length)
            throw new InvalidDataException($"A saved run queue has {Count} vCPUs from place {_first} on; it has {_ring.Length} places.");
    }
}

/// <summary>A vCPU that is ready, and since when, ns.</summary>
internal struct Ready
{
    public int Cpu;
    public long SinceNs;
}
