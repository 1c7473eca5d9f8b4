using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
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
    private TickTotals _totals;
    private long _interrupts, _spurious, _eois, _enters, _exits, _vmExits, _cpuNs, _jiffies;
    private int _stalled, _starved;
    private bool _c5Broken, _c6Kept = true, _dispatched;

    public ResultBuilder(SmpMachine machine, EngineReport engine)
    {
        _machine = machine;
        _plan = machine.Plan;
        _engine = engine;
        _outcome = engine.Outcome;
        _statistics = machine.Statistics[0];
        for (int i = 1; i < machine.Statistics.Count; i++) _statistics.Merge(machine.Statistics[i]);
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) Add(cpu, ref machine.Cores[cpu]);
    }

    public DesignResult Build()
    {
        Design design = _plan.Design;
        Scenario scenario = _plan.Scenario;
        string? whatIf = design.Versions?.WhyNot(scenario.Kernel) ?? NullCallback.Of(_plan.Kernel, _plan.Boot);
        return new DesignResult
        {
            Design = design.Name,
            Chip = design.Chip.Name(),
            Flow = design.Flow.Name(),
            Hz = _plan.Hz,
            Mode = _plan.OneShot ? "oneshot" : "periodic",
            WhatIf = whatIf is not null,
            Reason = whatIf,
            Digest = EventHash.Digest(_machine),
            SimulatedNs = _outcome.SimulatedNs,
            Complete = _outcome.Complete,
            Ticks = _totals,
            Interrupts = _interrupts,
            SpuriousRuns = _spurious,
            StalledCpus = _stalled,
            StarvedCpus = _starved,
            FirstDrop = _statistics.FirstDrop,
            LateCauses = _statistics.LateCauses(),
            Jiffies = (_outcome.SimulatedNs / scenario.Tick.PeriodNs, Jiffies(design)),
            Eois = _eois,
            IrqEnters = _enters,
            IrqExits = _exits,
            ExitsPerTick = _totals.Handled == 0 ? null : (double)_vmExits / _totals.Handled,
            CpuNsPerTick = _totals.Handled == 0 ? null : (double)_cpuNs / _totals.Handled,
            LatencyNs = _statistics.Latency.Percentiles(),
            LatencyBuckets = [.. _statistics.Latency.Buckets()],
            LockWaitBuckets = [.. _statistics.LockWaits.Buckets()],
            LockWaitNs = new LockWaits(_statistics.LockWaitTotal, _statistics.LockWaitMax, _statistics.LongestQueue),
            Constraints = Constraints(design),
            Detectors = DetectorModel.Reports(_machine, _outcome.SimulatedNs),
            PerCpu = _machine.PerCpu ? _ledgers : null,
            Engine = _engine,
        };
    }

    private long Jiffies(Design design) =>
        design.TakesXtimeLock ? _machine.Xtime.State.Jiffies : StalledJiffies.Of(_machine, _jiffies);

    private void Add(int cpu, ref Core core)
    {
        long end = _outcome.SimulatedNs;
        long period = _plan.Grid.PeriodNs;
        long expected = core.WantsTick ? Expected(cpu, end) : 0;
        TickTotals ticks = new(
            expected, core.Raised, core.Handled, core.Late, core.Coalesced, core.Dropped, core.Masked, core.PendingByState);
        bool stalled = CoreJudge.IsStalled(ref core, _plan.TickVector, _plan.Design.Source == TickSource.Broadcast);
        bool starved = CoreJudge.IsStarved(ref core, end, period);
        _totals += ticks;
        _interrupts += core.Interrupts;
        _spurious += core.SpuriousRuns;
        _eois += core.Eois;
        _enters += core.Enters;
        _exits += core.Exits;
        _vmExits += core.VmExits;
        _cpuNs += core.CpuNs;
        _jiffies += core.Jiffies;
        if (stalled) _stalled++;
        if (starved) _starved++;
        _dispatched |= core.Dispatched > 0;
        _c6Kept &= CoreJudge.KeepsC6(ref core);
        _c5Broken |= core.CoalescedTooLong || (core.CoalesceDueNs != 0 && core.CoalesceDueNs < end);
        if (_machine.PerCpu)
        {
            _ledgers.Add(
                new CpuLedger(cpu, ticks, core.SpuriousRuns, stalled, starved, core.LastHandledNs < 0 ? null : core.LastHandledNs,
                _statistics.FirstDrops.GetValueOrDefault(cpu)));
        }
    }

    // The grid of a broadcast design is that of its device.
    private long Expected(int cpu, long end) => _plan.Design.Source == TickSource.Broadcast
        ? PitTick.CountBefore(_plan.Hz, end)
        : _plan.Grid.CountBefore(cpu, end);

    private List<ConstraintVerdict> Constraints(Design design)
    {
        List<ConstraintVerdict> verdicts = design.Claims.Select(claim => new ConstraintVerdict(claim.Id, claim.Kept, claim.Why)).ToList();
        bool c5 = !_c5Broken && _totals.Dropped == 0 && _totals.Masked == 0 && _spurious == 0 && _stalled == 0 && _starved == 0;
        verdicts.Add(
            new("C5", _totals.Raised == 0 ? null : c5,
            c5 ? "every expiry was serviced on its own CPU"
            : $"{_totals.Dropped} dropped, {_totals.Masked} masked, {_spurious} run for others, {_stalled} CPUs stalled, " +
                $"{_starved} starved"));
        verdicts.Add(
            new("C6", _dispatched ? _c6Kept : null,
            _c6Kept ? "one EOI and one irq_enter and irq_exit pair each" : $"{_eois} EOIs for {_enters} interrupts"));
        verdicts.Add(BootJudge.C7(design, _plan.Boot));
        verdicts.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return verdicts;
    }
}
