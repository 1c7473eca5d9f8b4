using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>The simulated SMP machine under one design: cores, the line group, the legacy block, the xtime lock, host CPUs.</summary>
public sealed partial class SmpMachine : ISimulationModel
{
    private readonly ProcessIds _ids;
    private readonly CoreModel _coreModel;
    private readonly LogicalProcess[] _shared;
    private RunStatistics[] _statistics = [];

    /// <summary>A machine at time 0: the tick devices are armed.</summary>
    public SmpMachine(Scenario scenario, Design design, bool perCpu = false)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(design);
        Scenario = scenario;
        Design = design;
        PerCpu = perCpu;
        _ids = new ProcessIds(scenario.Machine.Cpus, scenario.Workload.Host.Cpus);
        Boot = Irq0Boot.Run(design, scenario.Machine.MadtOverride);
        Topology topology = new(scenario.Machine, scenario.Costs);
        int alarmHz = scenario.Tick.VmiAlarmHz > 0 ? scenario.Tick.VmiAlarmHz : scenario.Tick.Hz;
        Hz = design.RunsAtAlarmRate ? alarmHz : scenario.Tick.Hz;
        Grid = new TickGrid(scenario, Hz);
        Cores = new Core[_ids.Cpus];
        _coreModel = new CoreModel(scenario, design, Boot, Grid, topology, _ids);
        Lines = new LineGroup(scenario, Boot, topology, _ids);
        Xtime = new XtimeLock(scenario, topology, _ids);
        bool[] busy = CoreSetup.WhoIsBusy(scenario, _ids.Cpus);
        Hosts = [.. Enumerable.Range(0, _ids.Hosts).Select(h => new HostCpu(scenario, _ids, h, busy))];
        // In the order of their numbers, see ProcessIds.
        _shared =
            [new LineGroupProcess(Lines), new LegacyCell(new LegacyBlock(scenario, design, _ids)), new XtimeCell(Xtime),
            .. Hosts.Select(host => new HostCell(host))];
        OneShot = scenario.Tick.Mode == TickMode.OneShot && design.OneShot;
        MinLookaheadNs = SmallestLookahead(scenario, design, topology);
        new CoreSetup(scenario, design, Grid, OneShot).SetUp(Cores, _coreModel);
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The design.</summary>
    public Design Design { get; }

    /// <summary>What boot has made of IRQ0's descriptor.</summary>
    public Irq0Boot Boot { get; }

    /// <summary>The rate this design ticks at.</summary>
    public int Hz { get; }

    /// <summary>True when handlers arm each next expiry.</summary>
    public bool OneShot { get; }

    /// <inheritdoc/>
    public int ProcessCount => _ids.Count;

    /// <inheritdoc/>
    public long MinLookaheadNs { get; }

    /// <summary>Timer interrupts handled so far, all CPUs.</summary>
    public long TimerInterrupts
    {
        get
        {
            long sum = 0;
            foreach (ref Core core in Cores.AsSpan()) sum += core.Handled;
            return sum;
        }
    }

    internal bool PerCpu { get; }

    internal TickGrid Grid { get; }

    internal Core[] Cores { get; }

    internal LineGroup Lines { get; }

    internal XtimeLock Xtime { get; }

    internal HostCpu[] Hosts { get; }

    internal IReadOnlyList<RunStatistics> Statistics => _statistics;

    /// <inheritdoc/>
    public long NextLocalNs(int process) => process < _ids.Cpus ? CoreModel.NextLocalNs(ref Cores[process]) : Shared(process).NextLocalNs;

    /// <inheritdoc/>
    public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        if (process < _ids.Cpus) _coreModel.Execute(process, ref Cores[process], untilNs, inbox, effects);
        else Shared(process).Execute(untilNs, inbox, effects);
    }

    /// <inheritdoc/>
    public ulong Hash(int process) => process < _ids.Cpus ? Cores[process].Hash : Shared(process).Hash;

    /// <inheritdoc/>
    public ulong TraceNeed(int process)
    {
        if (process >= _ids.Cpus) return ISimulationModel.AlwaysTraced;
        ref Core core = ref Cores[process];
        // Who meets a line or lock may be in somebody's way without an anomaly of its own.
        return _coreModel.MeetsOthers
            ? ISimulationModel.AlwaysTraced
            : CoreModel.Anomalies(ref core) << 1 | (CoreModel.IsOpen(ref core) ? ISimulationModel.OpenMark : 0);
    }

    /// <inheritdoc/>
    public IStateStore CreateStateStore() => new MachineStore(Cores, _shared);

    private LogicalProcess Shared(int process) => _shared[process - _ids.Cpus];

    /// <inheritdoc/>
    public void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics) => _statistics[worker].Fold(process, statistics);

    /// <inheritdoc/>
    public void Prepare(int workers)
    {
        _statistics = new RunStatistics[workers];
        for (int i = 0; i < workers; i++) _statistics[i] = new RunStatistics(PerCpu);
    }

    /// <inheritdoc/>
    public void CheckInvariants(int process)
    {
        if (process >= _ids.Cpus) return;
        ref Core core = ref Cores[process];
        uint settled = core.Handled + core.Coalesced + core.Dropped + core.Masked;
        if (core.Raised != settled + core.PendingByState)
        {
            throw new InvalidOperationException(
                $"CPU {process} breaks conservation: raised {core.Raised}, but handled {core.Handled} + coalesced {core.Coalesced} + dropped {core.Dropped} + masked {core.Masked} + pending {core.PendingByState}.");
        }

        if (core.Enters < core.Exits || core.Enters - core.Exits > 1)
            throw new InvalidOperationException($"CPU {process} has {core.Enters} irq_enter calls and {core.Exits} irq_exit calls.");
    }

    // Of the links that this scenario uses; a link without traffic bounds nothing.
    internal static long SmallestLookahead(Scenario scenario, Design design, Topology topology)
    {
        Costs costs = scenario.Costs;
        long smallest = Math.Min(costs.Entry, Math.Min(costs.LineLockHold, costs.XtimeLockHold));
        smallest = Math.Min(smallest, Math.Min(scenario.Tick.Handler.MinNs, Math.Min(costs.HandlerEmpty, topology.ShortestIpiNs)));
        smallest = Math.Min(smallest, Math.Max(1, costs.IoApicWrite));
        if (design.Eoi == EoiPlace.BeforeAndAfter) smallest = Math.Min(smallest, costs.IoApicQuirk);
        if (scenario.Workload.Host.Cpus > 0) smallest = Math.Min(smallest, scenario.Workload.Host.SwitchNs);
        foreach (DeviceLoad device in scenario.Workload.Devices) smallest = Math.Min(smallest, device.HandlerNs);
        return Math.Max(1, smallest);
    }
}
