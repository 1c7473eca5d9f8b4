using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Wire;
using Tickstorm.Engine.Window;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>A silo's part whose processes are executed by their grains: a turn for each window and core.</summary>
internal sealed partial class GrainFabric : RunFabric
{
    private readonly WindowBlock _block;
    private readonly RunStatistics _statistics;
    private readonly GrainReferences _grains;
    private readonly UnheardGrains _unheard;
    private readonly Dictionary<int, byte[]> _states = [];

    // Local APICs that have messages of the open window: they must be told when these are taken back.
    private readonly HashSet<int> _delivered = [];
    private readonly IGrainFactory _factory;
    private SiloCost _cost = new();
    private long _executed, _longestTurn;
    private long _turns;

    public GrainFabric(
        IGrainFactory grains, FabricClient fabrics, PeerLink peers, CheckpointStore checkpoints, EpochPlan plan, MachinePlan machine,
        int node)
        : base(peers, checkpoints, plan, machine, node)
    {
        _factory = grains;
        _block = new WindowBlock(Ranges, node, machine.Publish(), machine);
        _statistics = new RunStatistics(plan.PerCpu);
        _grains = new GrainReferences(grains, machine, plan.Run, Ranges.First(node), Ranges.Length(node));
        _unheard = new UnheardGrains(fabrics, plan.Silos[node]);
    }

    private protected override long EarliestNs => _block.EarliestNs;

    private protected override long Undelivered => _block.Undelivered;

    private protected override long Executed => _executed;

    public override void Break(Exception why)
    {
        _unheard.IsOver = true;
        base.Break(why);
    }

    private protected override Task<FabricReport> Advance(FabricOrder order) =>
        order.Task == FabricTask.Commit ? Commit(order) : Round(order);

    private protected override void TakeState(int process, byte[] state) => _states.Add(process, state);

    private protected override void TakePublished(Engine.PublishedWrite[]?[] values) => _block.SetPublished(values);

    private protected override void TakeUndelivered(in Engine.Message message) => _block.AddUndelivered(in message);

    private protected override void TakeFromOutside(in Engine.Message message) => _block.AddFromOutside(in message);

    private protected override void TakeMeasured(byte[] measured) => _statistics.Add(measured);

    private protected override async Task<byte[][]> Save(IReadOnlyList<BlockName> names, FabricOrder order, BlockBuffers buffers)
    {
        byte[][] blocks = new byte[names.Count][];
        for (int i = 0; i < blocks.Length; i++) blocks[i] = (await Save(names[i], order)).ToBytes(Machine.Fingerprint);
        return blocks;
    }

    private async Task<MachineBlock> Save(BlockName name, FabricOrder order)
    {
        List<(int, byte[])> states = new(name.End - name.First);
        await Dispatcher.ForEach(
            [.. Enumerable.Range(name.First, name.End - name.First)], p => _grains.Process(p).Save(Plan.Epoch, order.Step.Window),
            (p, saved) =>
        {
            Expect(p, saved.Status);
            states.Add((p, saved.State!));
        }, _unheard);
        return new MachineBlock
        {
            CommittedNs = order.UntilNs,
            States = states,
            Undelivered = _block.AllUndelivered(name.First, name.End - name.First),
            Measured = name.HasMeasured ? _statistics.ToBytes() : [],
        };
    }

    private async Task<FabricReport> Round(FabricOrder order)
    {
        Earlier = [];
        await ExecuteProcesses(order);
        Engine.PublishedWrite[]?[]? published = _block.TakePublished();
        (long bytes, long sent) = Send(order, published);
        PeerBatch?[] came = await Exchange.Await(order.Step);
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

    private (long Bytes, long Lists) Send(FabricOrder order, Engine.PublishedWrite[]?[]? published)
    {
        using System.Diagnostics.Activity? span = Ranges.Count > 1 ? WallSpans.Inside("batch") : null;
        long bytes = 0, lists = 0;
        for (int owner = 0; owner < Ranges.Count; owner++)
        {
            if (owner == Node) continue;
            IReadOnlyList<SenderList> changed = _block.TakeBatch(owner);
            PeerBatch batch = new(Plan.Run, order.Step, Node, changed.Count, PackedBatch.Pack(changed), published);
            bytes += batch.Packed.Length;
            ClusterMeter.BatchBytes.Add(batch.Packed.Length);
            lists += changed.Count;
            Peers.Send(owner, batch);
        }

        span?.SetTag("tickstorm.round", order.Step.Round).SetTag("tickstorm.peers", Ranges.Count - 1).SetTag("tickstorm.bytes", bytes)
            .SetTag("tickstorm.lists", lists);
        return (bytes, lists);
    }

    private async Task<FabricReport> Commit(FabricOrder order)
    {
        long stored = await StoredSoFar();
        if (Plan.Trace) await Trace(order);
        long active = _block.ActiveCount;
        long committed = _block.Commit(order.UntilNs, (p, statistics) => _statistics.Fold(p, statistics));
        return new FabricReport
        {
            EarliestNs = _block.EarliestNs, Committed = committed, Active = active, Undelivered = _block.Undelivered, Executed = _executed,
            Stored = stored, Traced = Traced.Count, ModelNs = _cost.ModelNs, CpuNs = _cost.CpuNs,
            AllocatedBytes = _cost.AllocatedBytes,
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
