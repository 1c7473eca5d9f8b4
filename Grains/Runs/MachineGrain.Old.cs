using Tickstorm.Contracts.Fabric;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

// Blocks that belong to no checkpoint any more, or never did.
public sealed partial class MachineGrain
{
    // Those that may have begun to write one; null before it was looked. An earlier leader's are not known.
    private HashSet<string>? _writers;
    private bool _hasUnknownWriters;

    // By the record alone: of its writes some may have been done though they were said to have failed.
    private void TakeOld(MachineRecord record)
    {
        _old.Add(record.Checkpoint?.Old ?? []);
        string[] last = BlocksOfUnfinished(record);
        if (_writers is null) (_writers, _hasUnknownWriters) = ([], record.Unfinished.Length > 0);
        if (last.Length > 0) _writers.UnionWith(record.Progress.Silos);
        _old.AddUnfinished(record.Unfinished.Union(last), record.Progress.Epoch);
    }

    // The last epoch may have begun to write a checkpoint that no record names: what there is of it is to go.
    private string[] BlocksOfUnfinished(MachineRecord record)
    {
        long epoch = record.Progress.Epoch, id = (record.Checkpoint?.Id ?? 0) + 1;
        // After the checkpoint of the end an epoch takes no other. A leader that does not know that it is written begins one more epoch.
        bool isOfEnd = record.Checkpoint?.Progress is { HasEnded: true } end && end.Epoch == epoch;
        if (epoch == 0 || isOfEnd || record.Request is not { } request) return [];
        if (PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is not { } machine) return [];
        ProcessRanges ranges = RangesOf(machine, record.Progress.Silos.Length);
        List<string> names = new();
        for (int node = 0; node < ranges.Count; node++)
        {
            int first = ranges.First(node);
            names.AddRange(BlockName.OfNode(node, first, first + ranges.Length(node)).Select(block => block.Of(Run, epoch, id)));
            if (request.Trace) names.Add(CheckpointStore.TraceNameOf(Run, epoch, id, node));
        }

        return [.. names];
    }

    // Each silo that lives removes its own, of whichever epoch. Of the last epoch it is known who wrote what; what is left of an earlier
    // one when all have done so a silo has written that is gone.
    private async Task<WritersRemoval> RemoveByWriters(string[] names)
    {
        SiloAddress[] alive = [.. Alive()];
        string[] silos = _record.Last.Progress.Silos;
        string own = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Run}/{_record.Last.Progress.Epoch}.");
        SiloAddress? WriterOf(string name)
        {
            int node = name.StartsWith(own, StringComparison.Ordinal) ? BlockName.NodeOf(name) : silos.Length;
            return node < silos.Length ? SiloAddress.FromParsableString(silos[node]) : null;
        }

        ILookup<SiloAddress?, string> written = names.ToLookup(WriterOf);
        bool[] told = await Task.WhenAll(alive.Select(silo => RemoveByWriter(silo, [.. written[silo]])));
        List<string> gone = [], left = [];
        foreach (IGrouping<SiloAddress?, string> blocks in written)
        {
            // What one that lives could not remove it is asked for again: it is not read here in its place.
            if (Array.IndexOf(alive, blocks.Key) is >= 0 and var writer) gone.AddRange(told[writer] ? blocks : []);
            else if (blocks.Key is not null || told.All(isDone => isDone)) left.AddRange(blocks);
        }

        return new WritersRemoval(gone, left);
    }

    private CheckpointId LastCheckpoint =>
        _record.Last.Checkpoint is { } last ? new CheckpointId(last.Progress.Epoch, last.Id) : new CheckpointId();

    private async Task<bool> RemoveByWriter(SiloAddress silo, string[] names)
    {
        string? failure;
        try
        {
            failure = (await _fabrics.Carry(silo, fabric => fabric.RemoveBefore(Run, LastCheckpoint, names))).Failure;
        }
        catch (UnreachableSiloException unreachable)
        {
            failure = unreachable.Message;
        }

        if (failure is not null) _logger.BlocksNotRemoved(Run, failure);
        return failure is null;
    }

    // Also a silo that is left out by now may be writing, or carry out an order that came late.
    private async Task<WritersState> StopWriters(long lastEpoch)
    {
        HashSet<SiloAddress> alive = [.. Alive()];
        bool isUnsure = _hasUnknownWriters || _writers!.Any(silo => !alive.Contains(SiloAddress.FromParsableString(silo)));
        bool[] told = await Task.WhenAll(alive.Select(silo => Succeeds(() => _fabrics.Of(silo).Cease(Run, lastEpoch))));
        return !told.All(isTold => isTold) ? WritersState.Unheard : isUnsure ? WritersState.SomeGone : WritersState.Stopped;
    }

    // One that is about to stop still writes what it has begun to write.
    private IEnumerable<SiloAddress> Alive() => _silos.GetApproximateSiloStatuses().Where(
        silo => silo.Value is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping).Select(silo => silo.Key);
}
