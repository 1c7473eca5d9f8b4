using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>The simulated SMP machine under one design: all processes of its plan, cores as plain structs in one array.</summary>
public sealed class SmpMachine : ISimulationModel
{
    private readonly int _cpus;
    private readonly CoreModel _coreModel;
    private readonly SharedProcess?[] _shared;
    private RunStatistics[] _statistics = [];

    /// <summary>A machine at time 0: the tick devices are armed.</summary>
    public SmpMachine(Scenario scenario, Design design, bool perCpu = false)
        : this(new MachinePlan(scenario, design), perCpu) { }

    /// <summary>The machine of a plan at time 0: the tick devices are armed.</summary>
    public SmpMachine(MachinePlan plan, bool perCpu)
        : this(plan, perCpu, 0, plan?.ProcessCount ?? 0) { }

    /// <summary>A range of a plan's processes at time 0, for one silo: nobody asks it for another.</summary>
    internal SmpMachine(MachinePlan plan, bool perCpu, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        PerCpu = perCpu;
        _cpus = plan.Cpus;
        _coreModel = plan.CoreModel;
        int end = first + count;
        Cores = new CoreTable(first, Math.Max(0, Math.Min(end, _cpus) - first), _coreModel.Layout);
        for (int cpu = first; cpu < Math.Min(end, _cpus); cpu++)
        {
            plan.SetUp(cpu, ref Cores[cpu]);
            if (_coreModel.NextLocalNs(ref Cores[cpu]) != long.MaxValue) Cores.Stir(cpu);
        }

        Publications = plan.Publish();
        _shared = new SharedProcess?[plan.ProcessCount - _cpus];
        for (int p = Math.Max(first, _cpus); p < end; p++) _shared[p - _cpus] = plan.CreateShared(p);
    }

    /// <inheritdoc/>
    public int ProcessCount => Plan.ProcessCount;

    /// <inheritdoc/>
    public long MinLookaheadNs => Plan.MinLookaheadNs;

    /// <inheritdoc/>
    public Link LinkOf(in Message message) => Plan.LinkOf(in message);

    /// <inheritdoc/>
    public (int First, int End) ReachOf(in Message record) => _coreModel.ReachOf(in record);

    /// <inheritdoc/>
    public void Expand(in Message record, int first, int end, List<Message> messages) =>
        _coreModel.Expand(in record, first, end, messages);

    /// <summary>Timer interrupts handled so far, all CPUs.</summary>
    public long TimerInterrupts
    {
        get
        {
            long sum = 0;
            for (int cpu = 0; cpu < _cpus; cpu++) sum += Cores[cpu].Handled;
            return sum;
        }
    }

    internal MachinePlan Plan { get; }

    internal bool PerCpu { get; }

    internal CoreTable Cores { get; }

    internal IEnumerable<LineGroup> LineGroups => _shared.OfType<LineGroup>();

    /// <summary>Cores that execute their windows elsewhere. Changed between windows.</summary>
    internal Dictionary<int, IRecalledCore> Recalled { get; } = [];

    internal LineGroup Lines => (LineGroup)Shared(Plan.Ids.Lines);

    /// <inheritdoc/>
    public Publications Publications { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<PublishedWrite> Published(int value) => Shared(Publications[value].Writer).Published(value);

    internal Timekeeper? Timekeeper => Shared(Plan.Ids.Xtime) as Timekeeper;

    internal JobBarrier? Job => Plan.Ids.HasJob ? (JobBarrier)Shared(Plan.Ids.Job) : null;

    internal BroadcastLock? Broadcast => Plan.Ids.HasBroadcast ? (BroadcastLock)Shared(Plan.Ids.Broadcast) : null;

    internal XtimeLock Xtime => (XtimeLock)Shared(Plan.Ids.Xtime);

    internal HostCpu[] Hosts => [.. _shared.OfType<HostCpu>()];

    internal IReadOnlyList<RunStatistics> Statistics => _statistics;

    /// <inheritdoc/>
    public long NextLocalNs(int process)
    {
        if (process >= _cpus) return Shared(process).NextLocalNs;
        return Cores.IsStill(process) ? long.MaxValue : _coreModel.NextLocalNs(ref Cores[process]);
    }

    /// <inheritdoc/>
    public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        if (process >= _cpus)
        {
            Shared(process).Execute(untilNs, inbox, effects);
            return;
        }

        Cores.Stir(process);
        if (Recalled.Count > 0 && !effects.Tracing && Recalled.TryGetValue(process, out IRecalledCore? core))
            ExecuteElsewhere(process, core, untilNs, inbox, effects);
        else
            _coreModel.Execute(process, ref Cores[process], untilNs, inbox, effects);
    }

    // The state comes here all the same: what is sent ahead, saved and traced is that of any other core.
    private void ExecuteElsewhere(int process, IRecalledCore core, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        int count = 0;
        while (count < inbox.Length && inbox[count].Time < untilNs) count++;
        RecalledStep step = core.Execute(untilNs, inbox[..count].ToArray(), Publications.Count == 0 ? null : Publications.Seen());
        foreach (ref readonly Message message in step.Sent.AsSpan())
        {
            // When it was sent is not known; who asks for it does not have recalled cores.
            if (!effects.SentAhead || !CoreModel.GoesAhead(in message)) effects.Send(message.Time - MinLookaheadNs, in message);
        }

        foreach (ref readonly Statistic statistic in step.Measured.AsSpan()) effects.Append(in statistic);
        effects.Executed += step.Events;
        if (step.Fault is not null) effects.Fault(step.Fault);
        effects.TakeReads(step.Reads);
        Load(process, step.State);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Message> FromOutside => Plan.Injected;

    /// <inheritdoc/>
    public SendsAhead SendsAhead => _coreModel.SendsAhead;

    /// <inheritdoc/>
    public void SendAhead(int process, long untilNs, Effects effects)
    {
        if (process < _cpus) _coreModel.SendAhead(process, ref Cores[process], untilNs, effects);
    }

    /// <inheritdoc/>
    /// <remarks>Host CPUs: when a slice ends its vCPU executes otherwise from there on, and what it sent after it was never sent.</remarks>
    public (int First, int Count) Leaders => (Plan.Ids.Host(0), Plan.Ids.Hosts);

    /// <inheritdoc/>
    public ulong Hash(int process) => process < _cpus ? Cores[process].Hash : Shared(process).Hash;

    /// <inheritdoc/>
    public ulong TraceNeed(int process)
    {
        if (process >= _cpus) return ISimulationModel.AlwaysTraced;
        ref Core core = ref Cores[process];
        return _coreModel.NeedsAllRecords
            ? ISimulationModel.AlwaysTraced
            : core.Anomalies << 1 | (core.IsOpen ? ISimulationModel.OpenMark : 0);
    }

    /// <inheritdoc/>
    public IStateStore CreateStateStore() => new MachineStore(Cores, _cpus, _shared);

    private SharedProcess Shared(int process) => _shared[process - _cpus]!;

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
        if (process >= _cpus) return;
        ref Core core = ref Cores[process];
        uint settled = core.Handled + core.Coalesced + core.Dropped + core.Masked;
        if (core.Raised != settled + _coreModel.Pending(ref core))
        {
            throw new BrokenRunException(
                $"CPU {process} breaks conservation: raised {core.Raised}, but handled {core.Handled} + coalesced {core.Coalesced} + " +
                $"dropped {core.Dropped} + masked {core.Masked} + pending {_coreModel.Pending(ref core)}.");
        }

        if (core.Enters < core.Exits || core.Enters - core.Exits > 1 + _coreModel.Depth(ref core))
            throw new BrokenRunException($"CPU {process} has {core.Enters} irq_enter calls and {core.Exits} irq_exit calls.");
    }

    /// <inheritdoc/>
    public void CheckBalance(IReadOnlyCollection<Message> underWay)
    {
        if (_coreModel.CallsWait) new CallBalance(_coreModel, _cpus).Check(cpu => ref Cores[cpu], underWay);
        if (_coreModel.CountsDevices) new DeviceBalance(this).Check(underWay);
        if (Broadcast is { } from) BroadcastBalance.Check(this, from, underWay);
    }

    /// <summary>The result of a run that has ended; what is found at the end alone goes to the trace.</summary>
    internal DesignResult End(EngineReport engine, ITraceSink? trace)
    {
        DesignResult result = new ResultBuilder(this, engine).Build();
        if (trace is not null && EndRecords.Of(this, engine.Outcome.SimulatedNs) is { Length: > 0 } last) trace.Write(last);
        return result;
    }

    /// <summary>Takes the state of a process that was executed elsewhere.</summary>
    internal void Load(int process, byte[] state)
    {
        if (process >= _cpus)
        {
            Shared(process).FromBytes(state);
            return;
        }

        using BinaryReader reader = new(new MemoryStream(state, writable: false));
        Cores.Read(process, reader);
    }

    /// <summary>The state of a process, as <see cref="Load"/> takes it.</summary>
    internal byte[] Save(int process)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        Save(process, writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Writes the state of a process, as <see cref="Load"/> takes it: all cores' have the same size.</summary>
    internal void Save(int process, BinaryWriter writer)
    {
        if (process >= _cpus) Shared(process).Write(writer);
        else Cores.Write(process, writer);
    }
}
