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
    private readonly string _digest;
    private readonly CoreSums _sums;
    private readonly bool _isFolded;

    /// <summary>Of a whole machine.</summary>
    public ResultBuilder(SmpMachine machine, EngineReport engine)
        : this(machine, engine, new ExitTotals(machine.Plan), EventHash.Digest(machine))
    {
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) Add(cpu, ref machine.Cores[cpu], ref _sums);
    }

    /// <summary>Of sums of its cores, and a machine that has the rest.</summary>
    public ResultBuilder(SmpMachine machine, EngineReport engine, in CoreSums sums, ExitTotals exits, string digest)
        : this(machine, engine, exits, digest)
    {
        _sums = sums;
        _isFolded = true;
    }

    private ResultBuilder(SmpMachine machine, EngineReport engine, ExitTotals exits, string digest)
    {
        _machine = machine;
        _plan = machine.Plan;
        _engine = engine;
        _outcome = engine.Outcome;
        _vmExits = exits;
        _digest = digest;
        _statistics = machine.Statistics[0];
        for (int i = 1; i < machine.Statistics.Count; i++) _statistics.Merge(machine.Statistics[i]);
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
            Digest = _digest,
            SimulatedNs = _outcome.SimulatedNs,
            Complete = _outcome.Complete,
            Ticks = _sums.Ticks,
            Interrupts = _sums.Interrupts,
            SpuriousRuns = _sums.Spurious,
            ExtraTicks = _plan.Style.HighResolution ? 0 : _sums.Spurious,
            StalledCpus = (int)_sums.Stalled,
            DeadCpus = (int)_sums.Dead,
            StarvedCpus = (int)_sums.Starved,
            SilentTicks = _sums.Silent,
            Losses = _statistics.Losses(_sums.Ticks.NeverRaised),
            FirstDrop = _statistics.FirstDrop,
            LateCauses = _statistics.LateCauses(),
            Jiffies = Jiffies(),
            Eois = _sums.Eois,
            IrqEnters = _sums.Enters,
            IrqExits = _sums.Exits,
            ExitsPerTick = exits is null || _sums.Ticks.Handled == 0 ? null : (double)exits.Total / _sums.Ticks.Handled,
            Exits = exits,
            CpuNsPerTick = _sums.Ticks.Handled == 0 ? null : (double)_sums.CpuNs / _sums.Ticks.Handled,
            SteadyNsPerTick = SteadyNsPerTick(),
            CollisionNs = Collisions == 0 ? null : (double)_sums.CollisionNs / Collisions,
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
                one.TimeNs, one.IsOfIoApic ? -1 : one.Cpu, one.Vector, one.IsWrite ? one.RegisterName : null, one.Value))],
            Hotplug = GuestReports.Hotplug(_machine, _statistics),
            Devices = _plan.CoreModel.CountsDevices ? DeviceTotals.Of(_machine) : null,
            PerCpu = _machine.PerCpu ? _ledgers : null,
            Engine = _engine,
        };
    }

    private void Add(int cpu, ref Core core, ref CoreSums sums)
    {
        CoreVerdict verdict = sums.Add(_plan, cpu, ref core, _outcome.SimulatedNs);
        _vmExits.Add(ref core);
        if (!_machine.PerCpu) return;
        _ledgers.Add(
            new CpuLedger(cpu, verdict.Ticks, core.SpuriousRuns, verdict.IsStalled, verdict.IsStarved,
            core.LastHandledNs < 0 ? null : core.LastHandledNs, _statistics.FirstDrops.GetValueOrDefault(cpu)));
    }

    private JobReport Of(in JobState job)
    {
        JobLoad load = _plan.Scenario.Workload.Job;
        return new(job.Steps, job.Steps == 0 ? null : (double)job.LastNs / job.Steps / (load.StepNs + load.BarrierNs));
    }

    private long Collisions => _plan.Design.Source == TickSource.Broadcast ? 0 : _machine.Lines.Table.Lines[0].Collisions;

    private double? SteadyNsPerTick()
    {
        long handled = _sums.Ticks.Handled;
        (long ns, long ticks) = Collisions == 0
            ? (_sums.CpuNs, handled) : (_sums.CpuNs - _sums.CollisionNs, handled - _sums.Collided);
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

        if (_sums.Ticks.Expected == 0) return new(due, _sums.Jiffies, Asleep: _plan.Scenario.Tick.NoHz);
        long actual = _isFolded ? _sums.Jiffies : StalledJiffies.Of(_machine, _sums.Jiffies);
        // Where others update them for a timekeeper that does not, they do not stand still.
        bool frozen = _sums.KeepsTime && end - _sums.JiffiesNs > 2 * period && actual == _sums.Jiffies;
        return new(due, actual, frozen, Math.Max(1, _plan.Kernel.StalledJiffies));
    }

    private List<ConstraintVerdict> Constraints(Design design)
    {
        List<ConstraintVerdict> verdicts = design.Claims.Select(claim => new ConstraintVerdict(claim.Id, claim.Kept, claim.Why)).ToList();
        bool c5 = !_sums.BreaksC5 && _sums.Ticks.Lost == _sums.Ticks.Coalesced && _sums.Spurious == 0 && _sums.Stalled == 0
            && _sums.Starved == 0;
        verdicts.Add(
            new("C5", _sums.Ticks.Expected == 0 ? null : c5,
            c5 ? "every wanted tick was serviced on its own CPU" : string.Join(", ", C5Faults())));
        verdicts.Add(
            new("C6", _sums.Dispatched ? !_sums.BreaksC6 : null,
            !_sums.BreaksC6 ? "one EOI and one irq_enter and irq_exit pair each" : $"{_sums.Eois} EOIs for {_sums.Enters} interrupts"));
        verdicts.Add(BootJudge.C7(design, _plan.Boot));
        verdicts.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return verdicts;
    }

    private IEnumerable<string> C5Faults()
    {
        (long Count, string What)[] faults =
        [
            (_sums.Ticks.Dropped, "dropped"), (_sums.Ticks.Masked, "masked"), (_sums.Ticks.NeverRaised, "never raised"),
            (_sums.BreaksC5 ? _sums.Ticks.Coalesced : 0, "coalesced"), (_sums.Spurious, "run for others"), (_sums.Stalled, "CPUs stalled"),
            (_sums.Starved, "CPUs starved"),
        ];
        return faults.Where(fault => fault.Count > 0).Select(fault => $"{fault.Count} {fault.What}");
    }
}
