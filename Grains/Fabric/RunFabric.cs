using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Wire;
using Tickstorm.Engine.Window;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>A silo's part of one epoch of one run. Used by the fabric's own turns only.</summary>
internal sealed partial class RunFabric
{
    private readonly PeerLink _peers;
    private readonly CheckpointStore _checkpoints;
    private readonly MachinePlan _machine;
    private readonly ProcessRanges _ranges;
    private readonly WindowBlock _block;
    private readonly RunStatistics _statistics;
    private readonly GrainReferences _grains;
    private readonly PeerExchange _exchange;
    private readonly UnheardGrains _unheard;
    // Local APICs that have messages of the open window: they must be told when these are taken back.
    private readonly HashSet<int> _delivered = [];
    private readonly IGrainFactory _factory;
    private SiloCost _cost = new();
    private long _executed, _longestTurn;
    private long _turns;

    public RunFabric(
        IGrainFactory grains, FabricClient fabrics, PeerLink peers, CheckpointStore checkpoints, EpochPlan plan, MachinePlan machine,
        int node)
    {
        _factory = grains;
        _peers = peers;
        _checkpoints = checkpoints;
        _machine = machine;
        Plan = plan;
        Node = node;
        _ranges = new ProcessRanges(plan.Starts);
        _block = new WindowBlock(_ranges, node, machine.Publish(), machine);
        _statistics = new RunStatistics(plan.PerCpu);
        _grains = new GrainReferences(grains, machine, plan.Run, _ranges.First(node), _ranges.Length(node));
        _exchange = new PeerExchange(plan.Silos.Length);
        _unheard = new UnheardGrains(fabrics, plan.Silos[node]);
    }

    public EpochPlan Plan { get; }

    public int Node { get; }

    /// <summary>How many processes this silo has.</summary>
    public long Processes => _ranges.Length(Node);

    /// <summary>The beginning of the epoch, here and in the silos below.</summary>
    public required Task<FabricReport> Opening { get; set; }

    /// <summary>
    /// Ranges of this silo in earlier epochs, whose grains may still be here: empty from the first window on, when all have been started.
    /// </summary>
    public IReadOnlyList<(int First, int Count)> Earlier { get; set; } = [];

    /// <summary>Those, and the range of this epoch.</summary>
    public IReadOnlyList<(int First, int Count)> Held => [.. Earlier, (_ranges.First(Node), _ranges.Length(Node))];

    /// <summary>The last order that was carried out, with its report: a repeated one is not carried out again.</summary>
    public (FabricOrder Order, Task<FabricReport> Report)? Last { get; set; }

    public Task<FabricReport> Execute(FabricOrder order) => order.Task switch
    {
        FabricTask.Activate => Activate(),
        FabricTask.Commit => Commit(order),
        FabricTask.Checkpoint => Checkpoint(order),
        FabricTask.Store => Store(),
        _ => Round(order),
    };

    public void Take(PeerBatch batch) => _exchange.Take(batch);

    public void Break(Exception why)
    {
        _unheard.IsOver = true;
        _exchange.Break(why);
    }

    private async Task<FabricReport> Round(FabricOrder order)
    {
        Earlier = [];
        await ExecuteProcesses(order);
        Engine.PublishedWrite[]?[]? published = _block.TakePublished();
        (long bytes, long sent) = await Send(order, published);
        PeerBatch?[] came = await _exchange.Await(order.Step);
        long earliest = long.MaxValue, received = 0;
        for (int owner = 0; owner < came.Length; owner++)
        {
            IReadOnlyList<SenderList> lists = owner == Node ? _block.TakeBatch(Node) : PackedBatch.Unpack(came[owner]!.Packed);
            if (owner != Node) received += lists.Count;
            earliest = Math.Min(earliest, _block.Apply(lists, order.UntilNs));
            if (owner != Node && came[owner]!.Published is { } values) earliest = Math.Min(earliest, _block.ApplyPublished(values));
        }

        if (published is not null) earliest = Math.Min(earliest, _block.ApplyPublished(published));
        return new FabricReport
        {
            EarliestNs = earliest, Dirty = _block.DirtyCount, Executed = _executed, Held = _block.HeldEvents,
            Undelivered = _block.Undelivered,
            ListsSent = sent, ListsReceived = received, BytesSent = bytes, Turns = Turns(), LongestTurn = _longestTurn,
        };
    }

    // Two phases: first the local APICs get their messages, then all execute. What is no core gets its messages with the order.
    private async Task ExecuteProcesses(FabricOrder order)
    {
        if (order.Task == FabricTask.ExecuteDue) _delivered.Clear();
        IReadOnlyList<int> processes = order.Task switch
        {
            FabricTask.ExecuteDue => _block.TakeDue(order.UntilNs),
            FabricTask.ExecuteDirty => _block.TakeDirty(),
            _ => _block.TakeAll(),
        };
        long before = _turns;
        _longestTurn = 0;
        await Dispatcher.ForEach(processes, p => Deliver(p, order), Expect, _unheard);
        await Dispatcher.ForEach(processes, p => ExecuteProcess(p, order), (p, reply) =>
        {
            Expect(p, reply.Status);
            _executed += reply.Events;
            _longestTurn = Math.Max(_longestTurn, reply.Events);
            _block.Answer(p, reply.Sent, reply.Measured, reply.Events, reply.NextLocalNs, reply.Fault, reply.Reads, reply.Published);
        }, _unheard);
        ClusterMeter.Turns.Add(_turns - before);
    }

    private ValueTask<StepStatus> Deliver(int process, FabricOrder order)
    {
        if (_grains.LocalApic(process) is not { } apic) return new(StepStatus.Done);
        Delivery? delivery = Messages(process, order);
        if (delivery is null && !_delivered.Contains(process)) return new(StepStatus.Done);
        _delivered.Add(process);
        _turns++;
        return apic.Accept(delivery ?? new Delivery { Step = order.Step });
    }

    private ValueTask<StepReply> ExecuteProcess(int process, FabricOrder order)
    {
        _turns++;
        return _grains.Process(process) is ISharedProcessGrain shared
            ? shared.Execute(order.Step, order.UntilNs, Messages(process, order))
            : ((IVirtualCpuGrain)_grains.Process(process)).Execute(order.Step, order.UntilNs, _block.Published);
    }

    private Delivery? Messages(int process, FabricOrder order)
    {
        Engine.Message[] inbox = _block.InboxBefore(process, order.UntilNs);
        return inbox.Length == 0 ? null : new Delivery { Step = order.Step, Messages = inbox };
    }

    private async Task<(long Bytes, long Lists)> Send(FabricOrder order, Engine.PublishedWrite[]?[]? published)
    {
        using System.Diagnostics.Activity? span = _ranges.Count > 1 ? WallSpans.Inside("batch") : null;
        long bytes = 0, lists = 0;
        List<Task> sending = new();
        for (int owner = 0; owner < _ranges.Count; owner++)
        {
            if (owner == Node) continue;
            IReadOnlyList<SenderList> changed = _block.TakeBatch(owner);
            PeerBatch batch = new(Plan.Run, order.Step, Node, changed.Count, PackedBatch.Pack(changed), published);
            bytes += batch.Packed.Length;
            ClusterMeter.BatchBytes.Add(batch.Packed.Length);
            lists += changed.Count;
            sending.Add(_peers.Send(Plan.Silos[Node], Plan.Silos[owner], batch));
        }

        await Task.WhenAll(sending);
        span?.SetTag("tickstorm.round", order.Step.Round).SetTag("tickstorm.peers", sending.Count).SetTag("tickstorm.bytes", bytes)
            .SetTag("tickstorm.lists", lists);
        return (bytes, lists);
    }

    private async Task<FabricReport> Commit(FabricOrder order)
    {
        // What could not be written is told at once.
        if (_storing.IsFaulted) await _storing;
        if (Plan.Trace) await Trace(order);
        long active = _block.ActiveCount;
        long committed = _block.Commit(order.UntilNs, (p, statistics) => _statistics.Fold(p, statistics));
        return new FabricReport
        {
            EarliestNs = _block.EarliestNs, Committed = committed, Active = active, Undelivered = _block.Undelivered, Executed = _executed,
            Stored = _stored, Traced = _traced.Count, ModelNs = _cost.ModelNs, CpuNs = _cost.CpuNs,
        };
    }

    private long Turns()
    {
        long turns = _turns;
        _turns = 0;
        return turns;
    }

    private static void Expect(int process, StepStatus status)
    {
        if (status != StepStatus.Done) throw new StaleEpochException($"Process {process} refused: {status}.");
    }
}
