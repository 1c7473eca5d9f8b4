using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>The least time that a message is under way on a link: how far its two ends can run ahead of each other.</summary>
/// <param name="Link">The link in words, as in "core to line".</param>
/// <param name="Key">The scenario key that decides it.</param>
/// <param name="Ns">The time, ns, at least 1.</param>
public readonly record struct Lookahead(string Link, string Key, long Ns);

/// <summary>The lookaheads of a machine's links: the engine runs by the smallest, and every message is on one of them.</summary>
public sealed class Lookaheads
{
    private readonly Lookahead _arrive, _lineEnds, _xtimeEnds, _handler, _empty, _quirk, _pin, _coreGroup, _package, _machine;
    private readonly Lookahead? _host, _device, _published, _finish, _job, _jiffies, _broadcast, _section, _vector;
    private readonly bool _preempts;
    private readonly Topology _topology;
    private readonly int _cpus;

    /// <summary>The links of a scenario under some designs; a link that only other designs or workloads use is left out.</summary>
    public Lookaheads(Scenario scenario, params IEnumerable<Design> designs)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Costs costs = scenario.Costs;
        _cpus = scenario.Machine.Cpus;
        _topology = new Topology(scenario.Machine, costs);
        _arrive = Link("core to line or lock", "costs.entry", costs.Entry);
        _lineEnds = Link("line to core", "costs.line.lockHold", costs.LineLockHold);
        _xtimeEnds = Link("xtime lock to core", "costs.xtime.lockHold", costs.XtimeLockHold);
        _handler = Link("core to line, end of a handler", "tick.handler", scenario.Tick.Handler.MinNs);
        _empty = Link("core to line, end of an empty run", "costs.handler.empty", costs.HandlerEmpty);
        LevelQuirk quirk = new(scenario);
        _quirk = Link("ioapic_lock to core", quirk.Key, quirk.OwnNs);
        _pin = Link("core to pin and pin to core", "costs.ioApic.write", costs.IoApicWrite);
        _coreGroup = Link("core to core, same core group", "costs.ipi.coreGroup", costs.IpiCoreGroup);
        _package = Link("core to core, same package", "costs.ipi.package", costs.IpiPackage);
        _machine = Link("core to core, across the machine", "costs.ipi.machine", costs.IpiMachine);
        if (scenario.Workload.Host.Cpus > 0)
            _host = Link("core to host CPU and back", "workload.host.switch", scenario.Workload.Host.NoticeNs());
        _preempts = LifeOf.Preempts(scenario);
        if (_preempts)
        {
            _section = Link("lock to core and back, where it may be preempted", "costs.line.lockHold", SectionWay.Of(costs).GrantNs);
            _finish = Link("core to lock, where it may be preempted", "costs.line.finish", Math.Min(costs.LineFinish, costs.Entry));
        }

        if (scenario.Workload.Devices.Count > 0)
            _device = Link("core to device, end of its handler", "workload.devices", scenario.Workload.Devices.Min(d => d.HandlerNs));
        if (LifeOf.Idles(scenario)) _published = Link("core to timekeeper, and what it publishes", "costs.published", costs.Published);
        if (LifeOf.LocksJiffies(scenario))
            _jiffies = Link("timekeeper to core", "costs.jiffies.lockHold", Math.Min(costs.JiffiesLockHold, costs.Published));
        if (LifeOf.HasJob(scenario))
            _job = Link("core to barrier and back", "workload.job.barrier", scenario.Workload.Job.BarrierNs / 2);
        if (designs.Any(design => LifeOf.Broadcasts(scenario, design)))
        {
            long half = Math.Min(BroadcastWay.RequestNs(costs), BroadcastWay.GrantNs(costs));
            _broadcast = Link("core to tick_broadcast_lock and back", "costs.broadcast.lock", half);
        }

        if (LineMap.OwnLines(scenario) > 0)
            _vector = Link("line to vectors and back", "costs.vector.assign", VectorWord.WayNs(costs));
        if (LifeOf.Nests(scenario))
            _finish = Link("core to line, end of a handler with interrupts on", "costs.line.finish", costs.LineFinish);
        bool flips = designs.Any(design => design is { Flow: FlowKind.PerCpu or FlowKind.PerCpuDevId, Chip: ChipKind.IoApic });
        Lookahead?[] some = [flips ? _quirk : null, _host, _device, _published, _finish, _job, _jiffies, _broadcast, _section, _vector];
        All =
        [
            _arrive, _lineEnds, _xtimeEnds, _handler, _empty, _pin, _coreGroup, _package, _machine,
            .. some.Where(link => link is not null).Select(link => link!.Value),
        ];
    }

    /// <summary>Each link once.</summary>
    public IReadOnlyList<Lookahead> All { get; }

    /// <summary>The smallest: what an engine may rely on for every message, ns.</summary>
    public long SmallestNs => All.Min(link => link.Ns);

    /// <summary>The link of a message between the machine's processes.</summary>
    /// <exception cref="ArgumentException">No process sends such a message.</exception>
    public Lookahead Of(in Message message)
    {
        bool fromCore = message.Source < _cpus, tickLine = message.A == 0;
        return message.Kind switch
        {
            MessageKind.Arrive or MessageKind.Health => _arrive,
            MessageKind.CallLock => fromCore ? _arrive : _lineEnds,
            MessageKind.SpinHalt => _finish!.Value,
            MessageKind.Grant or MessageKind.Release or MessageKind.Kick =>
                _section ?? throw new ArgumentException("Nobody is preempted here.", nameof(message)),
            MessageKind.Xtime or MessageKind.Quirk or MessageKind.Finish or MessageKind.Deassert when fromCore && _preempts =>
                _finish!.Value,
            MessageKind.Xtime => fromCore ? _arrive : _xtimeEnds,
            MessageKind.Verdict or MessageKind.Operation => _lineEnds,
            MessageKind.Finish when tickLine => _empty.Ns < _handler.Ns ? _empty : _handler,
            MessageKind.Finish or MessageKind.Deassert => _finish ?? _device ?? _handler,
            MessageKind.JiffiesLock when !fromCore => _jiffies ?? throw new ArgumentException("Nobody keeps time here.", nameof(message)),
            MessageKind.Timekeeper or MessageKind.JiffiesLock or MessageKind.MovedTimer =>
                _published ?? throw new ArgumentException("Nobody keeps time here.", nameof(message)),
            MessageKind.StepEnds or MessageKind.StepBegins => _job ?? throw new ArgumentException("There is no job.", nameof(message)),
            MessageKind.Broadcast or MessageKind.BroadcastIpi =>
                _broadcast ?? throw new ArgumentException("Nothing is broadcast here.", nameof(message)),
            MessageKind.Vectors => _vector ?? throw new ArgumentException("No message moves here.", nameof(message)),
            MessageKind.Quirk => fromCore ? _handler : _quirk,
            MessageKind.Interrupt when message.Target == Message.Several => _coreGroup,
            MessageKind.Interrupt or MessageKind.Acknowledge when fromCore => _topology.Distance(message.Source, message.Target) switch
            {
                0 => _coreGroup,
                1 => _package,
                _ => _machine,
            },
            MessageKind.Interrupt or MessageKind.PinEdge or MessageKind.EndOfInterrupt => _pin,
            _ => _host ?? throw new ArgumentException($"No link carries messages of kind {message.Kind}.", nameof(message)),
        };
    }

    private static Lookahead Link(string link, string key, long ns) => new(link, key, Math.Max(1, ns));
}
