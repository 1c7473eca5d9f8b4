using Tickstorm.Contracts.Fabric;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

// A silo's part of a checkpoint: taken between two windows, written while the next ones go on.
internal abstract partial class RunFabric
{
    private const int MostWritesAtATime = 4;
    private readonly BlockBuffers _buffers = new();
    private Task _storing = Task.CompletedTask;
    // Completes when all writes that were begun have ended, also beside one that failed.
    private Task _writing = Task.CompletedTask;

    /// <summary>
    /// What this silo still writes of an earlier epoch: the first checkpoint of this one waits for it, and when that is complete what there
    /// is of unfinished ones is removed.
    /// </summary>
    public required Task Before
    {
        get;
        init => _storing = field = value;
    }

    /// <summary>Completes when nothing of it, nor of earlier ones, is being written any more; never fails.</summary>
    public Task Stored => Settled();

    private async Task<FabricReport> Checkpoint(FabricOrder order)
    {
        await _storing;
        ThrowIfOver();
        int first = Ranges.First(Node), end = first + Ranges.Length(Node);
        BlockName[] names = [.. BlockName.OfNode(Node, first, end)];
        string[] blocks = [.. names.Select(block => block.Of(Plan.Run, Plan.Epoch, order.Checkpoint))], trace = [];
        Kept.MakeRoom(_buffers);
        byte[][] saved = await Save(names, order, _buffers);
        // What is kept is the next epoch's then.
        ThrowIfOver();
        List<(string Name, byte[] Bytes)> taken = [.. blocks.Zip(saved)];
        foreach ((string name, byte[] bytes) in taken) Kept.Add(name, bytes);
        if (Plan.Trace)
        {
            trace = [CheckpointStore.TraceNameOf(Plan.Run, Plan.Epoch, order.Checkpoint, Node)];
            taken.Add((trace[0], TakeTrace()));
        }

        byte[][] folds = order.Folds && MachineFold.IsPossible(Machine, Plan.PerCpu) ? [(await Fold(saved, order)).ToBytes()] : [];
        _storing = Store(taken, order.Checkpoint);
        return new FabricReport
        {
            Folds = folds, Blocks = blocks, TraceBlocks = trace, EarliestNs = EarliestNs, Executed = Executed, Undelivered = Undelivered,
        };
    }

    private async Task<FabricReport> Store()
    {
        await _storing;
        return new FabricReport { EarliestNs = EarliestNs, Executed = Executed, Undelivered = Undelivered };
    }

    private async Task Store(List<(string Name, byte[] Bytes)> taken, long checkpoint)
    {
        List<Task> writes = new();
        foreach ((string name, byte[] bytes) in taken)
        {
            if (writes.Count == MostWritesAtATime) await Next(writes);
            ThrowIfOver();
            Task write = _checkpoints.Write(name, bytes);
            writes.Add(write);
            _writing = Task.WhenAll(_writing, write);
        }

        while (writes.Count > 0) await Next(writes);
        _stored = checkpoint;
    }

    // Whoever executes them: by what is saved of them.
    private protected virtual Task<MachineFold> Fold(byte[][] saved, FabricOrder order) =>
        Task.Run(() => MachineFold.Joined(Machine, [.. saved.Select(block => MachineFold.Of(Machine, block))]));

    private void ThrowIfOver()
    {
        if (IsOver) throw new StaleEpochException("The epoch is over.");
    }

    private async Task Settled()
    {
        const ConfigureAwaitOptions quietly = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;
        await _storing.ConfigureAwait(quietly);
        await _writing.ConfigureAwait(quietly);
    }

    private static async Task Next(List<Task> writes)
    {
        Task done = await Task.WhenAny(writes);
        writes.Remove(done);
        await done;
    }
}
