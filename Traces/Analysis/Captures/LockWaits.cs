using System.Globalization;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Pairs the begins and ends of waits for locks, by task and lock: a task that sleeps wakes on any CPU.</summary>
internal sealed class LockWaits
{
    private const int MostWaits = 1 << 16;
    private readonly Dictionary<long, (SerialisationPoint Point, string Flags)> _locks = [];
    private readonly Dictionary<(long Waiter, long Address), (long SinceNs, int Cpu)> _waiting = [];
    private readonly Dictionary<int, int> _spinning = [];

    /// <summary>True when any contention was traced.</summary>
    public bool Any => _locks.Count > 0;

    /// <summary>True while a task of this CPU spins.</summary>
    public bool Spins(int cpu) => _spinning.Count > 0 && _spinning.GetValueOrDefault(cpu) > 0;

    /// <summary>A lock was found taken.</summary>
    public void Begin(long timeNs, int cpu, int pid, long address, string flags)
    {
        // A mutex is spun for, then slept for: one wait, from the first begin to the end.
        if (_waiting.Count >= MostWaits || !_waiting.TryAdd((Waiter(cpu, pid), address), (timeNs, cpu))) return;
        if (!_locks.TryGetValue(address, out (SerialisationPoint Point, string Flags) known))
        {
            if (_locks.Count >= MostWaits) return;
            _locks[address] = known = (new SerialisationPoint("lock", _locks.Count), flags);
        }

        known.Point.Begin(timeNs);
        if (IsSpin(flags)) _spinning[cpu] = _spinning.GetValueOrDefault(cpu) + 1;
    }

    /// <summary>The lock was acquired, or given up.</summary>
    public void End(long timeNs, int cpu, int pid, long address)
    {
        if (!_waiting.Remove((Waiter(cpu, pid), address), out (long SinceNs, int Cpu) wait)) return;
        if (!_locks.TryGetValue(address, out (SerialisationPoint Point, string Flags) known)) return;
        known.Point.End(timeNs, wait.SinceNs, timeNs - wait.SinceNs, -1);
        if (IsSpin(known.Flags) && _spinning.GetValueOrDefault(wait.Cpu) > 0) _spinning[wait.Cpu]--;
    }

    /// <summary>Events of a CPU are missing: its waits may have ended, and those of others may have ended there.</summary>
    public void Forget(long timeNs)
    {
        foreach (((long _, long address), (long sinceNs, int _)) in _waiting)
        {
            if (_locks.TryGetValue(address, out (SerialisationPoint Point, string Flags) known))
                known.Point.Abandon(Math.Max(timeNs, sinceNs), sinceNs);
        }

        _waiting.Clear();
        _spinning.Clear();
    }

    /// <summary>The locks that were waited for, the longest total first.</summary>
    public IReadOnlyList<Serialisation> Result() =>
        [.. _locks.Select(pair => pair.Value.Point.Result() is { } point
            ? point with { Address = pair.Key.ToString("x16", CultureInfo.InvariantCulture), Flags = pair.Value.Flags }
            : null).OfType<Serialisation>().OrderByDescending(point => point.TotalNs)];

    private static long Waiter(int cpu, int pid) => pid > 0 ? pid : -1L - cpu;

    // MUTEX and RT locks may spin for a while, but are slept for.
    private static bool IsSpin(string flags) => flags.Contains("SPIN", StringComparison.Ordinal)
        && !flags.Contains("MUTEX", StringComparison.Ordinal);
}
