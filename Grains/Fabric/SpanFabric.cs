using System.Diagnostics;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Processes;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// A silo's part whose processes are lent to worker threads for the epoch: the silos settle windows among themselves, and the leader hears
/// from time to time how far they are.
/// </summary>
internal sealed class SpanFabric : RunFabric, ILentCores
{
    // Between two reports, if no checkpoint is due before: a wish to pause waits so long, and a window.
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(200);

    private readonly RunRegistry _registry;
    private readonly SpanPeers _peers;
    private readonly Dictionary<int, RecalledCore> _recalled = [];
    private readonly int _workers;
    private MachineSpan? _made;
    private SiloCost _cost = new();
    private SpanTimes _times;
    private long _executed, _modelNs, _turns, _allocated;

    public SpanFabric(
        RunRegistry registry, PeerLink peers, CheckpointStore checkpoints, EpochPlan plan, MachinePlan machine, int node)
        : base(peers, checkpoints, plan, machine, node)
    {
        _registry = registry;
        _peers = new SpanPeers(peers, Exchange, plan, node);
        _workers = plan.Workers > 0 ? plan.Workers : Math.Max(1, Environment.ProcessorCount / SilosHere());
    }

    private MachineSpan Span => _made ?? throw new StaleEpochException("The epoch has not begun in this silo.");

    private protected override long EarliestNs => Span.EarliestNs;

    private protected override long Undelivered => Span.Undelivered;

    private protected override long Executed => _executed;

    public override async Task Close()
    {
        _registry.GiveBack(Plan.Run, this);
        foreach (RecalledCore core in _recalled.Values) await core.Release();
    }

    /// <inheritdoc/>
    public long Epoch => Plan.Epoch;

    /// <inheritdoc/>
    public async Task<(byte[] State, long CommittedNs)?> StateOf(int process)
    {
        if (!Has(process)) return null;
        return await Span.AtCommit(committedNs => (Span.Save(process), committedNs));
    }

    /// <summary>A core's grain takes it back at the next commit, or lends it again.</summary>
    public async Task<bool> Recall(IGrainFactory grains, int cpu, bool back)
    {
        if (!Has(cpu) || cpu >= Machine.Cpus) return false;
        if (back == _recalled.ContainsKey(cpu)) return true;
        if (!back)
        {
            await Span.AtCommit(_ => Set(cpu, null));
            if (_recalled.Remove(cpu, out RecalledCore? was))
            {
                _turns += was.TakeTurns();
                await was.Release();
            }

            return true;
        }

        RecalledCore core = new(grains, Plan.Run, Plan.Epoch, Plan.Silos[Node], cpu, () => Span.Window);
        _recalled[cpu] = core;
        await Span.AtCommit(_ =>
        {
            core.Take(Span.Save(cpu));
            return Set(cpu, core);
        });
        return true;
    }

    private long TakeTurns()
    {
        long turns = _turns + _recalled.Values.Sum(core => core.TakeTurns());
        _turns = 0;
        return turns;
    }

    private bool Set(int cpu, RecalledCore? core)
    {
        Span.SetRecalled(cpu, core);
        return true;
    }

    private bool Has(int process) =>
        _made is not null && process >= Ranges.First(Node) && process < Ranges.First(Node) + Ranges.Length(Node);

    private protected override async Task<FabricReport> Activate()
    {
        // All that goes over every process is done beside the fabric's turns.
        _made = await Task.Run(() => new MachineSpan(
            Machine, Plan.PerCpu, Ranges, Node, _workers, Plan.WindowNs, Plan.Trace ? new TraceList(Traced) : null, _peers));
        await Load();
        await Task.Run(_made.Begin);
        _registry.Lend(Plan.Run, this);
        // What windows cost is counted without the reading of states.
        _cost = new SiloCost();
        return new FabricReport { EarliestNs = Span.EarliestNs, Undelivered = Span.Undelivered };
    }

    private protected override async Task<FabricReport> Advance(FabricOrder order)
    {
        long stored = await StoredSoFar();
        SpanOrder span = new(order.StartNs, order.UntilNs, order.Windows, s_betweenReports, order.Traced, Traced.Count);
        long begun = Stopwatch.GetTimestamp();
        SpanReport done = await Task.Factory.StartNew(
            () => Span.Run(span), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        (long bytes, long messages, TimeSpan waited) = _peers.TakeCosts();
        TimeSpan conducted = Stopwatch.GetElapsedTime(begun);
        _modelNs += (long)(conducted - waited).TotalNanoseconds * _workers;
        _times = _times.And(new(
            (long)conducted.TotalNanoseconds, (long)(done.Exchanging - waited).TotalNanoseconds, (long)waited.TotalNanoseconds));
        _allocated += done.AllocatedBytes;
        FabricReport mine = new()
        {
            AllocatedBytes = _allocated,
            EarliestNs = Span.EarliestNs, Undelivered = done.Waiting, BytesSent = bytes, ListsSent = messages, Stored = stored,
            Traced = Traced.Count, ModelNs = _modelNs, CpuNs = _cost.CpuNs, Turns = TakeTurns(),
            Times = _times,
        };
        _executed += Node == 0 ? done.Executed : 0;
        // The sums of all silos are known to each of them: the first one tells them.
        return Node > 0 ? mine with { Undelivered = 0 } : mine with
        {
            Windows = done.Windows, Rounds = done.Rounds, Executed = done.Executed, Committed = done.Committed, Active = done.Active,
            CommittedNs = done.CommittedNs, LearnedNs = done.LearnedNs,
        };
    }

    private protected override Task<byte[][]> Save(IReadOnlyList<BlockName> names, FabricOrder order, BlockBuffers buffers) => Task.Run(
        () => Span.Save([.. names.Select(name => (name.First, name.End, name.HasMeasured))], order.UntilNs, buffers.Take));

    private protected override Task<MachineFold> Fold(byte[][] saved, FabricOrder order)
    {
        int first = Ranges.First(Node);
        return Task.Run(() => Span.Fold(first, first + Ranges.Length(Node), order.UntilNs));
    }

    private protected override void TakeState(int process, byte[] state) => Span.Load(process, state);

    private protected override void TakePublished(PublishedWrite[]?[] values) => Span.SetPublished(values);

    private protected override void TakeUndelivered(in Message message) => Span.AddUndelivered(in message);

    private protected override void TakeFromOutside(in Message message) => Span.AddFromOutside(in message);

    private protected override void TakeMeasured(byte[] measured) => Span.AddMeasured(measured);

    // Silos of one machine share its processors.
    private int SilosHere()
    {
        System.Net.IPAddress here = Plan.Silos[Node].Endpoint.Address;
        return Plan.Silos.Count(silo => silo.Endpoint.Address.Equals(here));
    }

    private sealed class TraceList(List<TraceRecord> records) : ITraceSink
    {
        public void Write(ReadOnlySpan<TraceRecord> written) => records.AddRange(written);
    }
}
