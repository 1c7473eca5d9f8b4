using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>One CPU's wait for a lock.</summary>
/// <remarks>Without a gap: some are written as bytes, and what lies in a gap is anything.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct Waiter
{
    /// <summary>When it asked, ns.</summary>
    public long RequestNs;

    /// <summary>Since when it has halted because it spun for too long, ns; 0 while it spins.</summary>
    public long HaltedNs;

    /// <summary>Who.</summary>
    public int Cpu;

    /// <summary>The interrupt it waits for, for traces.</summary>
    public uint Interrupt;

    /// <summary>What it asks for; the lock's own numbering.</summary>
    public int Kind;

    /// <summary>1 when it was kicked, and is not back yet.</summary>
    public int Kicked;
}

/// <summary>
/// CPUs that wait for one lock, in the order of their requests. A queue, not spins: one pick costs one step, however long the others wait.
/// </summary>
internal sealed class LockQueue(LockPolicy policy, Topology topology, ulong seed, int process)
{
    private Waiter[] _waiters = new Waiter[8];
    private int _head;
    private int _count;
    private int _lastCpu = -1;
    private ulong _draws;

    public int Count => _count - _head;

    /// <summary>How many wait for one kind of thing.</summary>
    public int CountOf(int kind) => _waiters.Skip(_head).Take(Count).Count(waiter => waiter.Kind == kind);

    /// <summary>Who has waited for longest.</summary>
    public ref Waiter Head => ref _waiters[_head];

    /// <summary>Where a CPU stands that waits for a kind below a limit; -1 for nowhere.</summary>
    public int PlaceOf(int cpu, int endOfKinds)
    {
        for (int i = _head; i < _count; i++)
            if (_waiters[i].Cpu == cpu && _waiters[i].Kind < endOfKinds) return i;
        return -1;
    }

    /// <summary>The waiter at a place.</summary>
    public ref Waiter At(int place) => ref _waiters[place];

    /// <summary>Where the first one stands, behind the head, that spins and came at a time or later; -1 for nowhere.</summary>
    public int FirstSpinnerSince(long ns)
    {
        for (int i = _head + 1; i < _count; i++)
            if (_waiters[i].HaltedNs == 0 && _waiters[i].RequestNs >= ns) return i;
        return -1;
    }

    public LockQueue Another() => new(policy, topology, seed, process);

    public void Add(in Waiter waiter)
    {
        if (_count == _waiters.Length)
        {
            if (_head > 0) Compact();
            if (_count > _waiters.Length * 3 / 4) Array.Resize(ref _waiters, _waiters.Length * 2);
        }

        _waiters[_count++] = waiter;
    }

    /// <summary>Takes the next holder.</summary>
    public Waiter Pick()
    {
        int at = policy.Fairness == LockFairness.Unfair
            ? _head + (int)Draw.Below(Draw.Bits(seed, process, DrawPurpose.UnfairHolder, _draws++), Count)
            : _head + Arbitrate();
        return Take(at);
    }

    /// <summary>Takes the one at a place.</summary>
    public Waiter Take(int at)
    {
        Waiter picked = _waiters[at];
        if (at == _head)
        {
            _head++;
        }
        else
        {
            Array.Copy(_waiters, at + 1, _waiters, at, _count - at - 1);
            _count--;
        }

        if (_head == _count) _head = _count = 0;
        _lastCpu = picked.Cpu;
        return picked;
    }

    public void CopyTo(LockQueue other)
    {
        int live = Count;
        if (other._waiters.Length < live) other._waiters = new Waiter[_waiters.Length];
        Array.Copy(_waiters, _head, other._waiters, 0, live);
        other._head = 0;
        other._count = live;
        other._lastCpu = _lastCpu;
        other._draws = _draws;
    }

    public void Write(BinaryWriter writer)
    {
        StructBytes.WriteAll<Waiter>(writer, _waiters.AsSpan(_head, Count));
        writer.Write(_lastCpu);
        writer.Write(_draws);
    }

    public void Read(BinaryReader reader)
    {
        Waiter[] waiters = StructBytes.ReadAll<Waiter>(reader);
        _head = 0;
        _count = waiters.Length;
        _waiters = waiters.Length < 8 ? new Waiter[8] : waiters;
        if (_waiters != waiters) waiters.CopyTo(_waiters, 0);
        _lastCpu = reader.ReadInt32();
        _draws = reader.ReadUInt64();
    }

    // Which of the CPUs that asked in the same nanosecond is first; they are queued in ascending order.
    private int Arbitrate()
    {
        if (policy.Arbitration == LockArbitration.LowestId) return 0;
        int same = 1;
        while (_head + same < _count && _waiters[_head + same].RequestNs == _waiters[_head].RequestNs) same++;
        if (same == 1) return 0;
        if (policy.Arbitration == LockArbitration.Random)
            return (int)Draw.Below(Draw.Bits(seed, process, DrawPurpose.Arbitration, _draws++), same);
        int best = 0;
        for (int i = 1; i < same; i++)
        {
            if (Rank(_waiters[_head + i].Cpu) < Rank(_waiters[_head + best].Cpu)) best = i;
        }

        return best;
    }

    private int Rank(int cpu) => policy.Arbitration == LockArbitration.Rotate
        ? (cpu > _lastCpu ? cpu - _lastCpu : cpu - _lastCpu + topology.Cpus)
        : _lastCpu < 0 ? 0 : topology.Distance(_lastCpu, cpu);

    private void Compact()
    {
        Array.Copy(_waiters, _head, _waiters, 0, _count - _head);
        _count -= _head;
        _head = 0;
    }
}
