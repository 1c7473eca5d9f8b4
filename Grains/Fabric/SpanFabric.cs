using System.Diagnostics;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// A silo's part whose processes are lent to worker threads for the epoch: the silos settle windows among themselves, and the leader hears
/// from time to time how far they are.
/// </summary>
internal sealed class SpanFabric : RunFabric
{
    // Between two reports, if no checkpoint is due before: a wish to pause waits so long, and a window.
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(50);

    private readonly SpanPeers _peers;
    private readonly int _workers;
    private MachineSpan? _made;
    private SiloCost _cost = new();
    private long _executed, _modelNs;

    public SpanFabric(PeerLink peers, CheckpointStore checkpoints, EpochPlan plan, MachinePlan machine, int node)
        : base(checkpoints, plan, machine, node)
    {
        _peers = new SpanPeers(peers, Exchange, plan, node);
        _workers = plan.Workers > 0 ? plan.Workers : Math.Max(1, Environment.ProcessorCount / SilosHere());
    }

    private MachineSpan Span => _made ?? throw new StaleEpochException("The epoch has not begun in this silo.");

    private protected override long EarliestNs => Span.EarliestNs;

    private protected override long Undelivered => Span.Undelivered;

    private protected override long Executed => _executed;

    public override Task Close() => Task.CompletedTask;

    private protected override async Task<FabricReport> Activate()
    {
        // All that goes over every process is done beside the fabric's turns.
        _made = await Task.Run(() => new MachineSpan(
            Machine, Plan.PerCpu, Ranges, Node, _workers, Plan.WindowNs, Plan.Trace ? new TraceList(Traced) : null, _peers));
        await Load();
        await Task.Run(_made.Begin);
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
        _modelNs += (long)(Stopwatch.GetElapsedTime(begun) - waited).TotalNanoseconds * _workers;
        FabricReport mine = new()
        {
            EarliestNs = Span.EarliestNs, Undelivered = done.Waiting, BytesSent = bytes, ListsSent = messages, Stored = stored,
            Traced = Traced.Count, ModelNs = _modelNs, CpuNs = _cost.CpuNs, Committed = 0,
        };
        _executed += Node == 0 ? done.Executed : 0;
        // The sums of all silos are known to each of them: the first one tells them.
        return Node > 0 ? mine with { Undelivered = 0 } : mine with
        {
            Windows = done.Windows, Rounds = done.Rounds, Executed = done.Executed, Committed = done.Committed, Active = done.Active,
            CommittedNs = done.CommittedNs, LearnedNs = done.LearnedNs,
        };
    }

    private protected override Task<MachineBlock> Save(BlockName name, FabricOrder order) =>
        Task.Run(() => Span.Save(name.First, name.End, order.UntilNs, name.HasMeasured));

    private protected override void TakeState(int process, byte[] state) => Span.Load(process, state);

    private protected override void TakePublished(PublishedWrite[]?[] values) => Span.SetPublished(values);

    private protected override void TakeUndelivered(in Message message) => Span.AddUndelivered(in message);

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
