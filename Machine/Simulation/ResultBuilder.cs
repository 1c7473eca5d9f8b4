using Tickstorm.Engine;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>Reads a run's result off the machine's final state.</summary>
internal sealed class ResultBuilder
{
    private readonly SmpMachine _machine;
    private readonly MachinePlan _plan;
    private readonly EngineReport _engine;
    private readonly RunOutcome _outcome;
    private readonly RunStatistics _statistics;
    private readonly List<CpuLedger> _ledgers = [];
    private readonly ExitTotals _vmExits;
    private TickTotals _totals;
    private long _interrupts, _spurious, _silent, _eois, _enters, _exits, _cpuNs;
    private long _collisionNs, _collided, _jiffies, _jiffiesNs;
    private int _stalled, _dead, _starved;
    private bool _c5Broken, _c6Kept = true, _dispatched, _keepsTime;

    public ResultBuilder(SmpMachine machine, EngineReport engine)
    {
        _machine = machine;
        _plan = machine.Plan;
        _engine = engine;
        _outcome = engine.Outcome;
        _vmExits = new ExitTotals(_plan);
        _statistics = machine.Statistics[0];
        for (int i = 1; i < machine.Statistics.Count; i++) _statistics.Merge(machine.Statistics[i]);
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) Add(cpu, ref machine.Cores[cpu]);
    }

    public DesignResult Build()
    {
        Design design = _plan.Design;
        Scenario scenario = _plan.Scenario;
        string? whatIf = design.Versions?.WhyNot(scenario.Kernel)
            ?? BootFailure.Of(design, _plan.Kernel, _plan.Boot, scenario.Machine.NoTimerCheck);
        ExitReport? exits = _vmExits.Report(_outcome.SimulatedNs);
        return new DesignResult
        {
            Scenario = scenario.Name,
            Design = design.Name,
            Chip = _plan.Boot.Chip.Name(),
            Flow = _plan.Boot.Flow.Name(),
            IntendedChip = design.Chip.Name(),
            IntendedFlow = design.Flow.Name(),
            Source = design.Source.Name(),
            Remarks = [.. Remarks(design)],
            Hz = _plan.Hz,
            Mode = _plan.OneShot ? "oneshot" : "periodic",
            Phases = _plan.Scenario.Tick.PhaseList is null ? _plan.Style.Phases.ToString().ToLowerInvariant() : "listed",
            WhatIf = whatIf is not null,
            Reason = whatIf,
            Digest = EventHash.Digest(_machine),
            SimulatedNs = _outcome.SimulatedNs,
            Complete = _outcome.Complete,
            Ticks = _totals,
            Interrupts = _interrupts,
            SpuriousRuns = _spurious,
            ExtraTicks = _plan.Style.HighResolution ? 0 : _spurious,
            StalledCpus = _stalled,
            DeadCpus = _dead,
            StarvedCpus = _starved,
            SilentTicks = _silent,
            Losses = _statistics.Losses(_totals.NeverRaised),
            FirstDrop = _statistics.FirstDrop,
            LateCauses = _statistics.LateCauses(),
            Jiffies = Jiffies(),
            Eois = _eois,
            IrqEnters = _enters,
            IrqExits = _exits,
            ExitsPerTick = exits is null || _totals.Handled == 0 ? null : (double)exits.Total / _totals.Handled,
            Exits = exits,
            CpuNsPerTick = _totals.Handled == 0 ? null : (double)_cpuNs / _totals.Handled,
            SteadyNsPerTick = SteadyNsPerTick(),
            CollisionNs = Collisions == 0 ? null : (double)_collisionNs / Collisions,
            LatencyNs = _statistics.Latency.Percentiles(),
            LatencyBuckets = [.. _statistics.Latency.Buckets()],
            LockWaits = _statistics.LockWaits(),
            Worst = _statistics.Worst,
            LockWaitNs = new LockWaits(_statistics.LockWaitTotal, _statistics.LockWaitMax, _statistics.LongestQueue),
            Constraints = Constraints(design),
            Detectors = DetectorReports.Of(_plan, _statistics.Detections),
            Life = _plan.CoreModel.Idles || _plan.CoreModel.HasNests ? LifeTotals.Of(_machine, _statistics) : null,
            Job = _machine.Job is { } job ? Of(in job.State) : null,
            Boot = _plan.Boot.TakeOverHappened ? [.. _plan.Boot.States.Select(BootJudge.StageOf)] : [],
            Broadcast = _machine.Broadcast is { } from ? BroadcastTotals.Of(_machine, from) : null,
            Host = _plan.CoreModel.IsHosted ? HostTotals.Of(_machine, _outcome.SimulatedNs) : null,
            Snapshots = GuestReports.Snapshots(_machine, _statistics),
            Injected = [.. scenario.Workload.Injections.Select(one => new InjectedReport(
                one.TimeNs, one.Cpu, one.Vector, one.IsWrite ? one.Register.Name() : null, one.Value))],
            Hotplug = GuestReports.Hotplug(_machine, _statistics),
            Devices = _plan.CoreModel.CountsDevices ? DeviceTotals.Of(_machine) : null,
            PerCpu = _machine.PerCpu ? _ledgers : null,
            Engine = _engine,
        };
    }

    private void Add(int cpu, ref Core core)
    {
        long end = _outcome.SimulatedNs;
        long period = _plan.Grid.PeriodNs;
        long expected = _plan.CoreModel.Idles ? _plan.CoreModel.Wanted(ref core, end) : core.WantsTick ? Expected(cpu, ref core, end) : 0;
        TickTotals ticks = new(
            expected, core.Raised, core.Handled, core.Late, core.Coalesced, core.Dropped, core.Masked, _plan.CoreModel.Pending(ref core));
        bool stalled = CoreJudge.IsStalled(ref core, _plan.CoreModel, _plan.TickVector);
        bool starved = CoreJudge.IsStarved(ref core, _plan.CoreModel, end, period);
        _totals += ticks;
        _interrupts += core.Interrupts;
        _spurious += core.SpuriousRuns;
        _eois += core.Eois;
        _enters += core.Enters;
        _exits += core.Exits;
        _vmExits.Add(ref core);
        _cpuNs += core.CpuNs;
        Counts counts = _plan.CoreModel.HasCounts ? _plan.CoreModel.CountsOf(ref core) : default;
        _collisionNs += counts.CollisionNs;
        _collided += counts.CollidedTicks;
        _jiffies += counts.Jiffies;
        _jiffiesNs = Math.Max(_jiffiesNs, counts.JiffiesNs);
        // One whose vCPU is away at the end goes on when it returns.
        _keepsTime |= core.KeepsTime && (stalled || core.Step != CpuStep.Off);
        // What was armed last has expired: nothing later of a stalled CPU's grid was raised.
        if (stalled && _plan.OneShot) _silent += Math.Max(0, expected - core.GridIndex);
        if (stalled) _stalled++;
        if (stalled && CoreJudge.IsDead(ref core, _plan.TickVector)) _dead++;
        if (starved) _starved++;
        _dispatched |= core.Dispatched > 0;
        _c6Kept &= CoreJudge.KeepsC6(ref core, _plan.CoreModel);
        _c5Broken |= core.CoalescedTooLong || (core.CoalesceDueNs != 0 && core.CoalesceDueNs < end);
        if (_machine.PerCpu)
        {
            _ledgers.Add(
                new CpuLedger(cpu, ticks, core.SpuriousRuns, stalled, starved, core.LastHandledNs < 0 ? null : core.LastHandledNs,
                _statistics.FirstDrops.GetValueOrDefault(cpu)));
        }
    }

    private JobReport Of(in JobState job)
    {
        JobLoad load = _plan.Scenario.Workload.Job;
        return new(job.Steps, job.Steps == 0 ? null : (double)job.LastNs / job.Steps / (load.StepNs + load.BarrierNs));
    }

    private long Collisions => _plan.Design.Source == TickSource.Broadcast ? 0 : _machine.Lines.Table.Lines[0].Collisions;

    private double? SteadyNsPerTick()
    {
        (long ns, long ticks) = Collisions == 0 ? (_cpuNs, _totals.Handled) : (_cpuNs - _collisionNs, _totals.Handled - _collided);
        return ticks == 0 ? null : (double)ns / ticks;
    }

    private IEnumerable<string> Remarks(Design design)
    {
        if (design.IsReconstruction) yield return "reconstructed";
        if (_plan.Scenario.Tick.Mode == TickMode.OneShot && !_plan.OneShot) yield return "periodic";
        if (_plan.Scenario.Tick.Mode == TickMode.Periodic && _plan.OneShot) yield return "armed each time";
    }

    private JiffiesCount Jiffies()
    {
        long end = _outcome.SimulatedNs, period = _plan.Scenario.Tick.PeriodNs;
        long due = (end + _plan.CoreModel.Guest.ClockAheadNs(end - 1)) / period;
        if (_plan.Design.TakesXtimeLock)
            return new(due, _machine.Xtime.State.Jiffies, Step: (int)Math.Max(1, _plan.Grid.PeriodNs / period));
        // A CPU whose tick is stopped advances them when it is interrupted.
        if (_machine.Timekeeper is { } keeper)
        {
            int stalled = _plan.Kernel.StalledJiffies;
            bool stands = keeper.State.StandsSinceNs != Timekeeper.Advancing;
            return new(due, keeper.State.Jiffies, stands && stalled == 0, Math.Max(1, stalled), Asleep: keeper.State.Owner < 0);
        }

        if (_totals.Expected == 0) return new(due, _jiffies, Asleep: _plan.Scenario.Tick.NoHz);
        long actual = StalledJiffies.Of(_machine, _jiffies);
        // Where others update them for a timekeeper that does not, they do not stand still.
        bool frozen = _keepsTime && end - _jiffiesNs > 2 * period && actual == _jiffies;
        return new(due, actual, frozen, Math.Max(1, _plan.Kernel.StalledJiffies));
    }

    // The grid of a broadcast design is that of its device. An alarm of available time has no grid in real time.
    private long Expected(int cpu, ref Core core, long end)
    {
        if (_plan.Design.Source == TickSource.Broadcast) return BroadcastTick.Of(_plan.Scenario, _plan.Design).CountBefore(end);
        if (_plan.CoreModel.CountsAvailable) return core.Raised;
        bool moves = _plan.CoreModel.Guest.Snapshots.Length > 0;
        return moves ? _plan.CoreModel.WantedOfPeriodic(ref core, end) : _plan.Grid.CountBefore(cpu, end);
    }

    private List<ConstraintVerdict> Constraints(Design design)
    {
        List<ConstraintVerdict> verdicts = design.Claims.Select(claim => new ConstraintVerdict(claim.Id, claim.Kept, claim.Why)).ToList();
        bool c5 = !_c5Broken && _totals.Lost == _totals.Coalesced && _spurious == 0 && _stalled == 0 && _starved == 0;
        verdicts.Add(
            new("C5", _totals.Expected == 0 ? null : c5,
            c5 ? "every wanted tick was serviced on its own CPU" : string.Join(", ", C5Faults())));
        verdicts.Add(
            new("C6", _dispatched ? _c6Kept : null,
            _c6Kept ? "one EOI and one irq_enter and irq_exit pair each" : $"{_eois} EOIs for {_enters} interrupts"));
        verdicts.Add(BootJudge.C7(design, _plan.Boot));
        verdicts.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return verdicts;
    }

    private IEnumerable<string> C5Faults()
    {
        (long Count, string What)[] faults =
        [
            (_totals.Dropped, "dropped"), (_totals.Masked, "masked"), (_totals.NeverRaised, "never raised"),
            (_c5Broken ? _totals.Coalesced : 0, "coalesced"), (_spurious, "run for others"), (_stalled, "CPUs stalled"),
            (_starved, "CPUs starved"),
        ];
        return faults.Where(fault => fault.Count > 0).Select(fault => $"{fault.Count} {fault.What}");
    }
}
