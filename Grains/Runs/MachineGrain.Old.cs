using Tickstorm.Grains.Fabric;
using Tickstorm.Engine.Window;

namespace Tickstorm.Grains.Runs;

// Blocks that belong to no checkpoint any more, or never did.
public sealed partial class MachineGrain
{
    private const int RemovedAtOnce = 16;

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

    // Each silo of the open epoch those that it wrote in it. What is not told to be gone is removed from here.
    private async Task<IReadOnlyList<string>> RemoveByWriters(string[] names)
    {
        if (Epoch is not { } epoch) return [];
        string own = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Run}/{epoch.Plan.Epoch}.");
        List<string>[] removed = await Task.WhenAll(
            names.Where(name => name.StartsWith(own, StringComparison.Ordinal)).GroupBy(BlockName.NodeOf)
                .Select(async written =>
        {
            List<string> gone = [];
            // Of many at once the answer would come too late where silos are busy.
            foreach (string[] some in written.Chunk(RemovedAtOnce))
            {
                int before = gone.Count;
                await Succeeds(async () => gone.AddRange(await _fabrics.Of(epoch.Plan.Silos[written.Key]).Remove(some)));
                if (gone.Count - before < some.Length) break;
            }

            return gone;
        }));
        return [.. removed.SelectMany(gone => gone)];
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
