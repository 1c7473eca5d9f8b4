using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>The vCPUs of a host CPU that are ready to run, first come first served, with the times since when.</summary>
internal sealed class ReadyQueue(int capacity)
{
    private readonly Ready[] _ring = new Ready[Math.Max(1, capacity)];
    private int _first;

    public int Count { get; private set; }

    /// <summary>True when all of them are ready.</summary>
    public bool IsFull => Count == _ring.Length;

    /// <summary>One of them by its place in the queue.</summary>
    public ref Ready this[int place] => ref _ring[(_first + place) % _ring.Length];

    public void Add(int cpu, long sinceNs, ReadyHow how)
    {
        _ring[(_first + Count++) % _ring.Length] = new Ready { Cpu = cpu, SinceNs = sinceNs, How = how };
    }

    /// <summary>Takes a vCPU out of its turn.</summary>
    public Ready Take(int cpu)
    {
        int place = 0;
        while (this[place].Cpu != cpu) place++;
        Ready ready = this[place];
        for (; place > 0; place--) this[place] = this[place - 1];
        Take();
        return ready;
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

/// <summary>A vCPU that is ready, since when, ns, and what its host knows of it.</summary>
internal struct Ready
{
    public long SinceNs;
    public int Cpu;
    public ReadyHow How;
}

/// <summary>How a vCPU has become ready.</summary>
[Flags]
internal enum ReadyHow
{
    /// <summary>It was preempted in user mode.</summary>
    None = 0,

    /// <summary>It was preempted in its kernel.</summary>
    InKernel = 1,

    /// <summary>An interrupt waits for it.</summary>
    HasInterrupt = 2,

    /// <summary>It has been woken.</summary>
    Woken = 4,

    /// <summary>It spun, and let another one run in its place.</summary>
    Spun = 8,

    /// <summary>The next that spins may favour it though it spun itself.</summary>
    MayBeFavoured = 16,
}
