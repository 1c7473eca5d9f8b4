using System.Runtime.InteropServices;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Processes;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// A silo's part of one epoch of one run, whoever executes its processes: how it begins, is saved, and is told. Used by the fabric's own
/// turns only.
/// </summary>
internal abstract partial class RunFabric
{
    private readonly CheckpointStore _checkpoints;
    private protected readonly List<TraceRecord> Traced = [];
    private long _stored;

    private protected RunFabric(PeerLink peers, CheckpointStore checkpoints, EpochPlan plan, MachinePlan machine, int node)
    {
        _checkpoints = checkpoints;
        Machine = machine;
        Plan = plan;
        Node = node;
        Ranges = new ProcessRanges(plan.Starts);
        Peers = peers;
        Exchange = new PeerExchange(plan.Silos.Length, node, peers);
    }

    public EpochPlan Plan { get; }

    public int Node { get; }

    /// <summary>How many processes this silo has.</summary>
    public long Processes => Ranges.Length(Node);

    /// <summary>The beginning of the epoch, here and in the silos below.</summary>
    public required Task<FabricReport> Opening { get; set; }

    /// <summary>
    /// Ranges of this silo in earlier epochs, whose grains may still be here: empty from the first window on, when all have been started.
    /// </summary>
    public IReadOnlyList<(int First, int Count)> Earlier { get; set; } = [];

    /// <summary>Those, and the range of this epoch.</summary>
    public IReadOnlyList<(int First, int Count)> Held => [.. Earlier, (Ranges.First(Node), Ranges.Length(Node))];

    /// <summary>The silo's last checkpoints of the run, in memory: of earlier epochs too.</summary>
    public required KeptBlocks Kept { get; init; }

    /// <summary>The last order that was carried out, with its report: a repeated one is not carried out again.</summary>
    public (FabricOrder Order, Task<FabricReport> Report)? Last { get; set; }

    private protected MachinePlan Machine { get; }

    private protected ProcessRanges Ranges { get; }

    private protected PeerLink Peers { get; }

    private protected PeerExchange Exchange { get; }

    private protected bool IsOver { get; private set; }

    /// <summary>The next event of its processes, ns.</summary>
    private protected abstract long EarliestNs { get; }

    /// <summary>Messages that wait for them.</summary>
    private protected abstract long Undelivered { get; }

    /// <summary>Events executed here since the epoch began.</summary>
    private protected abstract long Executed { get; }

    public Task<FabricReport> Execute(FabricOrder order) => order.Task switch
    {
        FabricTask.Activate => Activate(),
        FabricTask.Checkpoint => Checkpoint(order),
        FabricTask.Store => Store(),
        FabricTask.Inject => Inject(order),
        _ => Advance(order),
    };

    public void Take(PeerBatch batch) => Exchange.Take(batch);

    public void Repeat(int to, StepId step) => Peers.Repeat(to, step);

    public virtual void Break(Exception why)
    {
        IsOver = true;
        Exchange.Break(why);
    }

    /// <summary>Ends what this part, and what earlier epochs may have left here, holds of grains.</summary>
    public abstract Task Close();

    /// <summary>Takes the states of the last checkpoint; the first window may come.</summary>
    private protected abstract Task<FabricReport> Activate();

    /// <summary>Executes or commits.</summary>
    private protected abstract Task<FabricReport> Advance(FabricOrder order);

    /// <summary>Blocks of its processes at the last commit, in arrays that are asked for.</summary>
    private protected abstract Task<byte[][]> Save(IReadOnlyList<BlockName> names, FabricOrder order, BlockBuffers buffers);

    private protected abstract void TakeState(int process, byte[] state);

    private protected abstract void TakePublished(PublishedWrite[]?[] values);

    private protected abstract void TakeUndelivered(in Message message);

    private protected abstract void TakeFromOutside(in Message message);

    private protected abstract void TakeMeasured(byte[] measured);

    private Task<FabricReport> Inject(FabricOrder order)
    {
        foreach (InjectedInterrupt one in order.Injected ?? [])
        {
            Message message = Machine.FromOutside(one.ToOperation());
            if (Ranges.OwnerOf(message.Target) == Node) TakeFromOutside(in message);
        }

        return Task.FromResult(new FabricReport { EarliestNs = EarliestNs, Executed = Executed, Undelivered = Undelivered });
    }

    // What could not be written is told at once.
    private protected async Task<long> StoredSoFar()
    {
        if (_storing.IsFaulted) await _storing;
        return _stored;
    }

    private protected async Task Load()
    {
        int first = Ranges.First(Node), end = first + Ranges.Length(Node);
        int[] writers = Machine.Publish().Writers();
        long committedNs = 0;
        Kept.BeginWith(Plan.Blocks);
        foreach (string name in Plan.Blocks)
        {
            BlockName told = BlockName.Parse(name);
            bool hasMine = told.First < end && told.End > first, hasMeasured = told.HasMeasured && CarriesOn(told) == Node;
            bool hasWriter = writers.Any(writer => told.First <= writer && writer < told.End);
            if (!hasMine && !hasMeasured && !hasWriter) continue;
            MachineBlock block = await ReadBlock(name, hasMine);
            committedNs = block.CommittedNs;
            foreach ((int process, byte[] state) in block.States)
            {
                if (process >= first && process < end) TakeState(process, state);
                // Wherever it is executed: all read it.
                if (writers.Contains(process)) TakePublished(Machine.PublishedIn(process, state));
            }

            foreach (ref readonly Message message in block.Undelivered.AsSpan())
            {
                if (message.Target >= first && message.Target < end && !InjectedMessage.Is(in message)) TakeUndelivered(in message);
            }

            if (hasMeasured && block.Measured.Length > 0) TakeMeasured(block.Measured);
        }

        Kept.Only(name => BlockName.Parse(name) is var told && told.First < end && told.End > first);
        // Not from the blocks: some may have come after the checkpoint.
        foreach (Message message in Machine.Injected.Concat(Plan.Injected.Select(one => Machine.FromOutside(one.ToOperation()))))
            if (message.Time >= committedNs && message.Target >= first && message.Target < end) TakeUndelivered(in message);
    }

    // What was measured is one total: with each block one silo carries its part on, who has the block's first process.
    private int CarriesOn(BlockName block) => block.First < block.End ? Ranges.OwnerOf(block.First) : 0;

    private async Task<MachineBlock> ReadBlock(string name, bool isToBeKept)
    {
        if (Kept.Find(name) is not { } bytes)
        {
            bytes = await _checkpoints.Read(name)
                ?? throw new BrokenRunException($"Block {name} of the checkpoint is not in storage.");
            if (isToBeKept) Kept.Add(name, bytes);
        }

        try
        {
            // Of many processes it takes a while: others have their turns meanwhile.
            return await Task.Run(() => MachineBlock.FromBytes(bytes, Machine.Fingerprint));
        }
        catch (InvalidDataException unreadable)
        {
            throw new BrokenRunException(unreadable.Message, unreadable);
        }
    }

    // What is traced is collected at each commit, and written with the next checkpoint. What belongs to no checkpoint never was.
    private byte[] TakeTrace()
    {
        byte[] bytes = TraceBytes.Write(CollectionsMarshal.AsSpan(Traced));
        Traced.Clear();
        return bytes;
    }
}
