using System.Security.Cryptography;
using System.Text;
using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Simulation;

/// <summary>
/// The one place where a machine is assembled: what its processes share, and each process at time 0.
/// </summary>
public sealed class MachinePlan : ILinks
{
    private readonly CoreSetup _setup;
    private byte[]? _fingerprint;

    /// <summary>The plan of a scenario under a design.</summary>
    public MachinePlan(Scenario scenario, Design design)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(design);
        scenario = scenario.Under(design.Name);
        Scenario = scenario;
        Design = design;
        Ids = new ProcessIds(scenario.Machine.Cpus, scenario.Workload.Host.Cpus, LifeOf.IsWatched(scenario), LifeOf.HasJob(scenario),
            LifeOf.TakesCallLock(scenario), LifeOf.Broadcasts(scenario, design), ShootDownVectors.LocksOf(scenario),
            LineMap.OwnLines(scenario));
        Kernel = new KernelSwitches(scenario.Kernel);
        Boot = Irq0Boot.Run(design, Kernel, scenario.Machine.NoTimerCheck);
        Topology = new Topology(scenario.Machine, scenario.Costs);
        int alarmHz = scenario.Tick.VmiAlarmHz > 0 ? scenario.Tick.VmiAlarmHz : scenario.Tick.Hz;
        Hz = design.RunsAtAlarmRate ? alarmHz : scenario.Tick.Hz;
        OneShot = design.IsArmedEachTime(scenario.Tick.Mode);
        Style = TickStyle.Of(scenario, design);
        Grid = new TickGrid(scenario, Style.Phases, Hz);
        Vectors = Vectors.Of(scenario.Kernel);
        VectorPlan = new VectorPlan(scenario, Kernel, Vectors);
        CoreModel = new CoreModel(scenario, design, Boot, Grid, Topology, Ids, Kernel, Vectors, VectorPlan);
        _setup = new CoreSetup(scenario, design, Grid, TickVector);
        Lookaheads = new Lookaheads(scenario, design);
        MinLookaheadNs = Lookaheads.SmallestNs;
        Injected = [.. scenario.Workload.Injections.Select(FromOutside)];
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The design.</summary>
    public Design Design { get; }

    /// <summary>
    /// SHA-256 of scenario and design: saved states of another machine are refused by it. What comes from outside is no part of a machine.
    /// </summary>
    public byte[] Fingerprint =>
        _fingerprint ??= SHA256.HashData(Encoding.UTF8.GetBytes(ScenarioWriter.Write(Alone(Scenario)) + "\n" + Design.Name));

    /// <summary>The interrupts from outside, as messages that wait from the beginning.</summary>
    public IReadOnlyList<Message> Injected { get; }

    /// <summary>An interrupt or register write from outside as a message.</summary>
    public Message FromOutside(CpuInjection injection)
    {
        ArgumentNullException.ThrowIfNull(injection);
        return InjectedMessage.Of(injection, Ids.Lines);
    }

    /// <summary>
    /// Why an interrupt may not come to this machine from outside, or a register not be written, as a sentence without its end; null when
    /// it may.
    /// </summary>
    public string? Refusal(CpuInjection injection)
    {
        ArgumentNullException.ThrowIfNull(injection);
        if (!injection.IsOfIoApic && injection.Cpu >= 0 && injection.Cpu < Cpus) return null;
        if (!injection.IsOfIoApic) return $"there is no CPU {injection.Cpu}; the machine has CPUs 0 to {Cpus - 1}";
        bool isIrq0 = injection.Pin == RoutedPins.OfIrq0(Scenario.Machine);
        return isIrq0 && LinesBoot.Chip != ChipKind.IoApic
            ? $"IRQ0 does not come by the IO-APIC under {Design.Name}" : RoutedPins.Refusal(Scenario, injection);
    }

    /// <summary>The lookaheads of the machine's links.</summary>
    public Lookaheads Lookaheads { get; }

    /// <inheritdoc/>
    public long MinLookaheadNs { get; }

    /// <summary>Processes are numbered 0 to this, exclusive.</summary>
    public int ProcessCount => Ids.Count;

    /// <summary>Cores are numbered 0 to this, exclusive.</summary>
    public int Cpus => Ids.Cpus;

    /// <summary>CPUs in a package: they belong together.</summary>
    public int PackageCpus => Topology.PackageCpus;

    /// <summary>What a process is.</summary>
    public ProcessKind KindOf(int process)
    {
        if (process < Ids.Cpus) return ProcessKind.Core;
        if (process == Ids.Legacy) return ProcessKind.Legacy;
        if (process == Ids.Xtime) return ProcessKind.Lock;
        if (Ids.IsWatched && process == Ids.Watch) return ProcessKind.Detectors;
        if (Ids.HasJob && process == Ids.Job) return ProcessKind.Job;
        if (Ids.HasCallLock && process == Ids.CallLock) return ProcessKind.CallLock;
        if (Ids.HasBroadcast && process == Ids.Broadcast) return ProcessKind.Broadcast;
        if (process >= Ids.MessageLine(0)) return ProcessKind.Line;
        if (process >= Ids.ShootDownLock(0)) return ProcessKind.ShootDownLock;
        if (process > Ids.Xtime) return ProcessKind.HostCpu;
        bool ioApic = Boot.Chip == ChipKind.IoApic || Ids.HasBroadcast || Scenario.Workload.Devices.Count > Ids.MessageLines;
        return ioApic ? ProcessKind.IoApic : ProcessKind.Line;
    }

    /// <summary>The rate that this design ticks at.</summary>
    internal int Hz { get; }

    /// <summary>True when handlers arm each next expiry.</summary>
    internal bool OneShot { get; }

    /// <summary>What boot has made of IRQ0's descriptor.</summary>
    internal Irq0Boot Boot { get; }

    /// <summary>How this version of the kernel does what differs between versions.</summary>
    internal KernelSwitches Kernel { get; }

    /// <summary>The version's vectors.</summary>
    internal Vectors Vectors { get; }

    /// <summary>Which vectors lead to which lines.</summary>
    internal VectorPlan VectorPlan { get; }

    /// <summary>The vector of this design's tick.</summary>
    internal byte TickVector => Vectors.Tick(Design.Entry);

    internal ProcessIds Ids { get; }

    internal Topology Topology { get; }

    internal TickStyle Style { get; }

    internal TickGrid Grid { get; }

    internal CoreModel CoreModel { get; }

    /// <inheritdoc/>
    public Link LinkOf(in Message message)
    {
        Lookahead lookahead = Lookaheads.Of(in message);
        return new(lookahead.Link, lookahead.Key);
    }

    /// <inheritdoc/>
    public (int First, int End) ReachOf(in Message record) => CoreModel.ReachOf(in record);

    /// <inheritdoc/>
    public void Expand(in Message record, int first, int end, List<Message> messages) =>
        CoreModel.Expand(in record, first, end, messages);

    /// <summary>What is published, in the order of <see cref="PublishedValue"/>: nothing where CPUs do not idle and wake.</summary>
    public Publications Publish()
    {
        if (!CoreModel.Idles) return Publications.None;
        Timekeeper writer = NewTimekeeper();
        List<Publication> values = [];
        for (int i = 0; i < writer.ValueCount; i++) values.Add(new Publication(Ids.Xtime, Scenario.Costs.Published, writer.Published(i)));
        if (Ids.HasBroadcast)
            values.Add(new Publication(Ids.Broadcast, Scenario.Costs.Published, NewBroadcastLock().Published(values.Count)));
        return new Publications([.. values]);
    }

    /// <summary>What a writer had published in a saved state of it, an element for each value, null for those of others.</summary>
    /// <exception cref="InvalidDataException">It is none of its states.</exception>
    public PublishedWrite[]?[] PublishedIn(int writer, byte[] state)
    {
        LogicalProcess process = Create(writer);
        process.FromBytes(state);
        return process.AllPublished() ?? [];
    }

    /// <summary>A process as it is at time 0.</summary>
    public LogicalProcess Create(int process) => process < Ids.Cpus ? CreateCore(process) : CreateShared(process);

    /// <summary>A core as it is at time 0.</summary>
    public CoreProcess CreateCore(int cpu)
    {
        CoreProcess process = new(cpu, CoreModel);
        SetUp(cpu, ref process.Core);
        return process;
    }

    /// <summary>Puts a core into the state that it has at time 0.</summary>
    internal void SetUp(int cpu, ref Core core) => _setup.SetUp(cpu, ref core, CoreModel);

    /// <summary>A process that is no core, as it is at time 0.</summary>
    internal SharedProcess CreateShared(int process) => KindOf(process) switch
    {
        ProcessKind.Legacy => new LegacyBlock(Scenario, Design, CoreModel.Guest, Ids),
        ProcessKind.Lock when CoreModel.Idles => NewTimekeeper(),
        ProcessKind.Lock => new XtimeLock(Scenario, Topology, CoreModel.Guest, Ids),
        ProcessKind.Detectors => new StallWatch(Scenario, Design, Kernel, Grid, Ids, _setup.DutyOf(CoreModel), _setup.Ticking(CoreModel),
            CoreModel.HasGracePeriods),
        ProcessKind.CallLock => new CallLock(Scenario, Topology, process, LockWaitKind.Call),
        ProcessKind.ShootDownLock => new CallLock(Scenario, Topology, process, LockWaitKind.ShootDown),
        ProcessKind.Broadcast => NewBroadcastLock(),
        ProcessKind.Job => new JobBarrier(Scenario, Ids, CoreSetup.WhoIsBusy(Scenario, Ids.Cpus)),
        ProcessKind.HostCpu => new HostCpu(Scenario, Ids, process - Ids.Host(0), CoreSetup.WhoIsBusy(Scenario, Ids.Cpus)),
        _ => new LineGroup(Scenario, LinesBoot, Topology, Ids, Kernel, VectorPlan, process),
    };

    // What has become of IRQ0 as a line.
    private Irq0Boot LinesBoot => Boot.WithBroadcast(LifeOf.StopsTimers(Scenario, Design));

    private static Scenario Alone(Scenario scenario) => scenario with { Workload = scenario.Workload with { Injections = [] } };

    private BroadcastLock NewBroadcastLock() =>
        new(new BroadcastPlan(Scenario, Design, Kernel, Topology, Ids, TickVector, _setup.Ticking(CoreModel), CoreModel.Guest));

    private Timekeeper NewTimekeeper() =>
        new(
            Scenario, Kernel, Topology, CoreModel.Guest, Ids.Xtime, CoreSetup.FirstOwner(Scenario),
            CoreSetup.WhoIsBusy(Scenario, Ids.Cpus));
}
