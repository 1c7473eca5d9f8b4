using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// RCU's grace periods: one at a time, each over when every CPU that it waits for has told that it holds no reference from before.
/// </summary>
/// <remarks>
/// When one ends it is known when the next begins, and published at once: CPUs whose ticks come before that time do not execute again.
/// That it has ended is not published, since no CPU acts on it.
/// </remarks>
internal sealed class GracePeriods
{
    // RCU_JIFFIES_TILL_FORCE_QS
    private const int PeriodsToForce = 3;

    // A stall is said again after three times its time-out and three jiffies.
    private const int Again = 3;

    private readonly int _cpus, _writer;
    private readonly long _meanGapNs, _forceNs, _stallNs, _againNs, _periodNs;
    private readonly ulong _seed;

    // rcu_start_batch leaves out nohz_cpu_mask; from the tree on, the one that runs the grace period looks for idle CPUs after a while.
    private readonly bool _skipsIdle;
    private readonly CpuSet _idle, _idled, _waits;
    private GraceState _saved;

    /// <summary>Grace periods of a machine at time 0.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="writer">The number of the process that owns them.</param>
    /// <param name="busy">The CPUs that run a task.</param>
    public GracePeriods(Scenario scenario, KernelSwitches kernel, int writer, bool[] busy)
    {
        _cpus = scenario.Machine.Cpus;
        _writer = writer;
        _seed = scenario.Run.Seed;
        _meanGapNs = 1_000_000_000 / scenario.Workload.GracePeriodsPerSecond;
        _forceNs = PeriodsToForce * scenario.Tick.PeriodNs;
        _periodNs = scenario.Tick.PeriodNs;
        _stallNs = PublishedValue.SaysStalls(scenario) ? kernel.RcuStallSeconds * 1_000_000_000L : 0;
        _againNs = Again * (_stallNs + _periodNs);
        _skipsIdle = kernel.RcuWaitsKeepTick;
        (_idle, _idled, _waits) = (new CpuSet(_cpus), new CpuSet(_cpus), new CpuSet(_cpus));
        History = new PublishedHistory(scenario.Costs.Published, 0);
        Stalls = new PublishedHistory(scenario.Costs.Published, 0);
        for (int cpu = 0; cpu < _cpus; cpu++)
            if (!busy[cpu] && scenario.Tick.NoHz) _idle.Add(cpu);
        PlanNext(0);
    }

    public GraceState State;

    /// <summary>What is published: <see cref="PublishedValue.GracePeriod"/>.</summary>
    public PublishedHistory History { get; }

    /// <summary>What is published: <see cref="PublishedValue.Stall"/>.</summary>
    public PublishedHistory Stalls { get; }

    /// <summary>When the next event is due, ns.</summary>
    public long NextNs => State.IsOpen ? Math.Min(State.NextNs, State.StallNs) : State.NextNs;

    /// <summary>CPUs that the open grace period waits for, ascending; empty when none is open.</summary>
    public IReadOnlyList<int> WaitsFor => State.IsOpen ? _waits.ToList() : [];

    /// <summary>The next one begins, CPUs that idle are looked for, or it has lasted for too long.</summary>
    /// <param name="now">The time, ns.</param>
    /// <param name="jiffiesStand">Jiffies stand still: what is due by them is not.</param>
    public void OnLocal(long now, bool jiffiesStand)
    {
        if (State.IsOpen && State.StallNs == now)
        {
            State.StallNs = jiffiesStand ? now + _periodNs : long.MaxValue;
            if (!jiffiesStand) Stalls.Set(now, State.Begun, now);
            return;
        }

        if (!State.IsOpen)
        {
            State.IsOpen = true;
            State.Begun++;
            State.BeganNs = now;
            State.StallNs = _stallNs > 0 ? now + _stallNs : long.MaxValue;
            State.NextNs = _skipsIdle ? long.MaxValue : now + _forceNs;
            _waits.Fill();
            _idled.CopyFrom(_idle);
            if (_skipsIdle) _waits.Remove(_idled);
        }
        else
        {
            _waits.Remove(_idled);
            State.NextNs = now + _forceNs;
        }

        if (_waits.IsEmpty) End(now);
    }

    /// <summary>
    /// A CPU that ticks has found the stall (check_cpu_stall). The first one says it: of itself, or of all that the grace period waits for.
    /// </summary>
    /// <returns>The CPUs that it says it of; empty where another one has said it.</returns>
    public IReadOnlyList<int> SayStall(int by, long number, long now)
    {
        if (!State.IsOpen || number != State.Begun || State.StallNs != long.MaxValue) return [];
        State.StallNs = now + _againNs;
        Stalls.Set(now, 0, now);
        return _waits.Contains(by) ? [by] : _waits.ToList();
    }

    /// <summary>A CPU has passed a quiescent state within a grace period.</summary>
    public void Passed(int cpu, long number, long now)
    {
        if (!State.IsOpen || number != State.Begun) return;
        _waits.Remove(cpu);
        if (_waits.IsEmpty) End(now);
    }

    /// <summary>A CPU has stopped its tick, and holds no reference until it restarts it.</summary>
    public void Idles(int cpu, long now)
    {
        _idle.Add(cpu);
        _idled.Add(cpu);
        // One that idles has not seen the grace period, else it would tick.
        if (!State.IsOpen || !_skipsIdle) return;
        _waits.Remove(cpu);
        if (_waits.IsEmpty) End(now);
    }

    /// <summary>A CPU has restarted its tick.</summary>
    public void Wakes(int cpu) => _idle.Remove(cpu);

    public void Save(long now)
    {
        _saved = State;
        _idle.Save();
        _idled.Save();
        _waits.Save();
        History.Save(now);
        Stalls.Save(now);
    }

    public void Restore()
    {
        State = _saved;
        _idle.Restore();
        _idled.Restore();
        _waits.Restore();
        History.Restore();
        Stalls.Restore();
    }

    public void Write(BinaryWriter writer, long now)
    {
        StructBytes.Write(writer, ref State);
        _idle.Write(writer);
        _idled.Write(writer);
        _waits.Write(writer);
        History.Write(writer, now);
        Stalls.Write(writer, now);
    }

    public void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        _idle.Read(reader);
        _idled.Read(reader);
        _waits.Read(reader);
        History.Read(reader);
        Stalls.Read(reader);
    }

    private void End(long now)
    {
        State.IsOpen = false;
        State.Completed++;
        State.LongestNs = Math.Max(State.LongestNs, now - State.BeganNs);
        Stalls.Set(now, 0, now);
        PlanNext(now);
    }

    private void PlanNext(long now)
    {
        State.NextNs = now + 1 + Draw.Exponential(
            Draw.Bits(_seed, _writer, DrawPurpose.GracePeriod, (uint)State.Completed), _meanGapNs);
        History.Set(State.NextNs, State.Begun + 1, now);
    }
}

/// <summary>The state of <see cref="GracePeriods"/> apart from its sets of CPUs.</summary>
internal struct GraceState
{
    /// <summary>When the next one begins, or idle CPUs are looked for, ns.</summary>
    public long NextNs;

    /// <summary>How many have begun and ended; when the latest began, ns; how long the longest was, ns.</summary>
    public long Begun, Completed, BeganNs, LongestNs;

    /// <summary>When the open one has lasted for too long, ns.</summary>
    public long StallNs;

    /// <summary>One has begun and not ended.</summary>
    public bool IsOpen;
}
