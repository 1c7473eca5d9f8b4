using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>
/// The detectors that one CPU has of another: RCU's stall, the workqueue watchdog, the buddy of the hard lockup detector, and the timer of
/// the clocksource watchdog, which goes from CPU to CPU. CPUs tell it when they fall silent, and when they are well again.
/// </summary>
/// <remarks>
/// Where the workload has grace periods, those stall (<see cref="GracePeriods"/>). Without, a grace period that waits for a CPU is taken to
/// have begun with the first jiffy after the CPU was last well: grace periods follow each other. Who says the stall is the CPU that ticks
/// first when it is due. Timers of the wheel run while jiffies advance.
/// </remarks>
internal sealed class StallWatch : SharedProcess
{
    private const long Second = 1_000_000_000;

    // A stall is said again after three times its time-out and three jiffies (RCU_STALL_... in rcu_cpu_stall).
    private const int Again = 3;

    // The buddy looks at each third run of its own watchdog timer.
    private const int BuddyRuns = 3;
    private readonly int _process, _timekeeper;
    private readonly long _rcuNs, _workqueueNs, _clocksourceNs, _buddyNs, _watchTimerNs, _periodNs;
    private readonly bool _othersUpdate, _gridIsTicks;
    private readonly bool[] _wants;
    private readonly TickGrid _grid;
    private readonly Patient[] _cpus, _savedCpus;
    private StallWatchState _saved;

    public StallWatch(Scenario scenario, Design design, KernelSwitches kernel, TickGrid grid, ProcessIds ids, int timekeeper, bool[] wants,
        bool hasGracePeriods)
        : base("the detectors", "tick.hz")
    {
        _process = ids.Watch;
        _grid = grid;
        _wants = wants;
        _timekeeper = timekeeper;
        _periodNs = grid.PeriodNs;
        _rcuNs = hasGracePeriods ? 0 : kernel.RcuStallSeconds * Second;
        _workqueueNs = kernel.WorkqueueLockupSeconds * Second;
        _clocksourceNs = kernel.ClocksourceWatchdog && ids.Cpus > 1 ? Second / 2 : 0;
        _watchTimerNs = kernel.WatchdogTimerSeconds * Second;
        _buddyNs = scenario.NmiWatchdog == NmiWatchdog.Buddy && kernel.BuddyDetector && ids.Cpus > 1 ? BuddyRuns * _watchTimerNs : 0;
        // The others update jiffies for a timekeeper that does not, or each CPU does.
        _othersUpdate = kernel.StalledJiffies > 0 || design.TakesXtimeLock || timekeeper < 0;
        _gridIsTicks = design.Source != TickSource.Broadcast;
        _cpus = new Patient[ids.Cpus];
        _savedCpus = new Patient[ids.Cpus];
        State = new StallWatchState
        {
            Hash = EventHash.Start, Reporter = -1, RcuNs = long.MaxValue, WorkqueueNs = long.MaxValue, BuddyNs = long.MaxValue,
            ClocksourceNs = _clocksourceNs > 0 ? _clocksourceNs : long.MaxValue,
        };
    }

    public StallWatchState State;

    public override long NextLocalNs =>
        Math.Min(Math.Min(State.RcuNs, State.WorkqueueNs), Math.Min(State.BuddyNs, State.ClocksourceNs));

    public override ulong Hash => State.Hash;

    private bool JiffiesAdvance => State.Silent < _cpus.Length && (_othersUpdate || _cpus[_timekeeper].Health != CpuHealth.Silent);

    public override void Save()
    {
        _saved = State;
        _cpus.CopyTo(_savedCpus, 0);
    }

    public override void Restore()
    {
        State = _saved;
        _savedCpus.CopyTo(_cpus, 0);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        // Of who is well nothing is asked: of a million CPUs few are ill.
        writer.Write(State.Silent + State.Stuck);
        for (int cpu = 0; cpu < _cpus.Length; cpu++)
        {
            if (_cpus[cpu].Health == CpuHealth.Well) continue;
            writer.Write(cpu);
            writer.Write((byte)_cpus[cpu].Health);
            writer.Write(_cpus[cpu].IsSaid);
            writer.Write(_cpus[cpu].SinceNs);
        }
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        Array.Clear(_cpus);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            ref Patient patient = ref _cpus[reader.ReadInt32()];
            patient = new Patient { Health = (CpuHealth)reader.ReadByte(), IsSaid = reader.ReadBoolean(), SinceNs = reader.ReadInt64() };
        }
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("silent CPUs", Text(State.Silent)), ("stuck CPUs", Text(State.Stuck)), ("grace period since", Text(State.GraceNs)),
        ("RCU says a stall", Text(State.RcuNs)), ("clocksource watchdog on CPU", Text(State.ClockCpu)), ("said", Text(State.Said)),
    ];

    protected override void OnMessage(in Message message, Effects effects)
    {
        if (message.Kind != MessageKind.Health) throw Unexpected(in message);
        ref Patient patient = ref _cpus[message.Source];
        Count(patient.Health, -1);
        patient = new Patient { Health = (CpuHealth)message.A, SinceNs = message.B };
        Count(patient.Health, 1);
        long now = message.Time;
        BeginStall(now);
        State.WorkqueueNs = _workqueueNs > 0 && State.Stuck > 0 ? (now / _workqueueNs + 1) * _workqueueNs : long.MaxValue;
        State.BuddyNs = _buddyNs > 0 && State.Silent > 0 ? (now / _buddyNs + 1) * _buddyNs : long.MaxValue;
        if (State.ClocksourceNs == long.MaxValue && _clocksourceNs > 0 && _cpus[State.ClockCpu].Health != CpuHealth.Silent)
            State.ClocksourceNs = (now / _clocksourceNs + 1) * _clocksourceNs;
    }

    protected override void OnLocal(long now, Effects effects)
    {
        if (State.RcuNs == now) OnStall(now, effects);
        else if (State.WorkqueueNs == now) OnWorkqueue(now, effects);
        else if (State.BuddyNs == now) OnBuddy(now, effects);
        else OnClocksource(now, effects);
    }

    private void Count(CpuHealth health, int add)
    {
        if (health == CpuHealth.Silent) State.Silent += add;
        if (health == CpuHealth.Stuck) State.Stuck += add;
    }

    // The grace period that cannot end is that after the first of them was well.
    private void BeginStall(long now)
    {
        if (_rcuNs == 0) return;
        State.RcuNs = long.MaxValue;
        State.Reporter = -1;
        if (State.Silent + State.Stuck == 0) return;
        long since = long.MaxValue;
        foreach (ref readonly Patient patient in _cpus.AsSpan())
            if (patient.Health != CpuHealth.Well) since = Math.Min(since, patient.SinceNs);
        long grace = (since / _periodNs + 1) * _periodNs;
        if (grace != State.GraceNs) State.StallSince = grace + _rcuNs;
        State.GraceNs = grace;
        State.RcuNs = Math.Max(now, State.StallSince);
    }

    private void OnStall(long now, Effects effects)
    {
        long periods = DetectorMessages.Delay * _periodNs;
        State.RcuNs = long.MaxValue;
        if (!JiffiesAdvance) return;
        int stuck = State.Stuck == 0 ? -1 : Array.FindIndex(_cpus, patient => WaitsFor(in patient) && patient.Health == CpuHealth.Stuck);
        if (stuck >= 0)
        {
            Detect(now, DetectorKind.RcuStallOfItself, stuck, stuck, (now - State.GraceNs) / Second, effects);
            SayAgain(now);
        }
        else if (now < State.StallSince + periods)
        {
            State.RcuNs = State.StallSince + periods;
        }
        else if (State.Reporter < 0)
        {
            if (!FindReporter(now)) return;
        }
        else
        {
            int by = State.Reporter;
            for (int cpu = 0; cpu < _cpus.Length; cpu++)
                if (WaitsFor(in _cpus[cpu])) Detect(now, DetectorKind.RcuStall, cpu, by, (now - State.GraceNs) / Second, effects);
            SayAgain(now);
        }
    }

    private bool WaitsFor(in Patient patient) => patient.Health != CpuHealth.Well && patient.SinceNs < State.GraceNs;

    private void SayAgain(long now)
    {
        State.Reporter = -1;
        State.StallSince = State.RcuNs = now + Again * (_rcuNs + _periodNs);
    }

    // The CPU that ticks next.
    private bool FindReporter(long now)
    {
        for (int cpu = 0; cpu < _cpus.Length; cpu++)
        {
            if (!_wants[cpu] || _cpus[cpu].Health == CpuHealth.Silent) continue;
            long tick = _gridIsTicks ? _grid.ExpiryNs(cpu, _grid.PhaseNs(cpu), _grid.CountBefore(cpu, now) + 1) : now;
            if (tick < State.RcuNs) (State.RcuNs, State.Reporter) = (tick, cpu);
        }

        return State.Reporter >= 0;
    }

    // wq_watchdog_timer_fn on the timekeeper's CPU: a pool that ticks queue work for, and nobody does it.
    private void OnWorkqueue(long now, Effects effects)
    {
        State.WorkqueueNs = now + _workqueueNs;
        if (!JiffiesAdvance) return;
        for (int cpu = 0; cpu < _cpus.Length; cpu++)
        {
            ref Patient patient = ref _cpus[cpu];
            if (patient.Health == CpuHealth.Stuck && now - patient.SinceNs > _workqueueNs)
                Detect(now, DetectorKind.WorkqueueLockup, cpu, Math.Max(0, _timekeeper), (now - patient.SinceNs) / Second, effects);
        }
    }

    // watchdog_buddy_check_hardlockup(): the CPU before a silent one, if it is well, finds the other's timer where it was.
    private void OnBuddy(long now, Effects effects)
    {
        State.BuddyNs = now + _buddyNs;
        for (int cpu = 0; cpu < _cpus.Length; cpu++)
        {
            int buddy = (cpu + _cpus.Length - 1) % _cpus.Length;
            ref Patient patient = ref _cpus[cpu];
            if (patient.Health != CpuHealth.Silent || patient.IsSaid || _cpus[buddy].Health == CpuHealth.Silent) continue;
            if (patient.SinceNs / _watchTimerNs != Math.Min(patient.SinceNs, now - _buddyNs) / _watchTimerNs) continue;
            patient.IsSaid = true;
            Detect(now, DetectorKind.HardLockup, cpu, buddy, (now - patient.SinceNs) / Second, effects);
        }
    }

    // clocksource_watchdog(): add_timer_on() the next CPU.
    private void OnClocksource(long now, Effects effects)
    {
        State.ClocksourceNs = now + _clocksourceNs;
        if (!JiffiesAdvance) return;
        if (_cpus[State.ClockCpu].Health != CpuHealth.Silent)
        {
            State.ClockCpu = (State.ClockCpu + 1) % _cpus.Length;
            return;
        }

        State.ClocksourceNs = long.MaxValue;
        Detect(now, DetectorKind.ClocksourceWatchdog, State.ClockCpu, -1, 0, effects);
    }

    private void Detect(long now, DetectorKind kind, int cpu, int by, long seconds, Effects effects)
    {
        State.Said++;
        State.Hash = new Detected(now, kind, cpu, by, seconds).Say(_process, State.Hash, effects);
    }
}

/// <summary>A CPU as it has told of itself.</summary>
internal struct Patient
{
    public CpuHealth Health;

    /// <summary>Its buddy has said it.</summary>
    public bool IsSaid;

    /// <summary>Since when, ns.</summary>
    public long SinceNs;
}

/// <summary>The detectors' state apart from that of each CPU.</summary>
internal struct StallWatchState
{
    public ulong Hash;

    /// <summary>When each looks next, ns.</summary>
    public long RcuNs, WorkqueueNs, BuddyNs, ClocksourceNs;

    /// <summary>When the grace period began that does not end, and when its stall is due, ns.</summary>
    public long GraceNs, StallSince;

    public long Said;
    public int Silent, Stuck;

    /// <summary>The CPU that says the stall at its next tick; -1 for none yet.</summary>
    public int Reporter;

    /// <summary>The CPU that has the clocksource watchdog's timer.</summary>
    public int ClockCpu;
}
