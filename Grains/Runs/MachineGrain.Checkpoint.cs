using System.Diagnostics;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

// Checkpoints. The state is taken between two windows, and written to storage while the next ones go on.
public sealed partial class MachineGrain
{
    // A record is read and written whole: a result that is larger is put together from blocks.
    private const int MostResultBytes = 1 << 20;

    // All silos have the state in memory when this returns, and write it.
    private async Task<OpenCheckpoint> TakeCheckpoint(EpochLeader leader, MachinePlan machine, RunStatus status, long learnedNs)
    {
        CheckpointManifest? before = _record.Last.Checkpoint;
        long id = (before?.Id ?? 0) + 1;
        // Not a part of the epoch's trace, which would grow with the run.
        OpenCheckpoint open = new(id, WallSpans.Apart("checkpoint", Run)?.SetTag("tickstorm.checkpoint", id));
        DateTime began = DateTime.UtcNow;
        bool ended = status is RunStatus.Done or RunStatus.Cancelled;
        FabricReport taken;
        byte[]? result;
        try
        {
            taken = await leader.Checkpoint(id, Progress.CommittedNs, ended);
            result = await Task.Run(() => Reduced(machine, taken.Folds));
        }
        catch
        {
            open.Span?.Dispose();
            throw;
        }

        string[][] trace = [.. before?.Trace ?? [], .. taken.TraceBlocks.Length > 0 ? [taken.TraceBlocks] : Array.Empty<string[]>()];
        CheckpointManifest manifest = new()
        {
            Id = open.Id,
            Result = result,
            Blocks = taken.Blocks,
            Trace = trace,
            Progress = Progress with
            {
                Status = status, Window = leader.Window, FinalBlocks = ended ? taken.Blocks.Length : 0, TraceSegments = trace.Length,
                Trouble = null,
            },
        };
        open.Recorded = Record(leader, open, manifest, learnedNs, began);
        return open;
    }

    // What the silos have reduced their parts to, as one; null where blocks are needed.
    private static byte[]? Reduced(MachinePlan machine, byte[][] folds)
    {
        if (folds.Length == 0) return null;
        byte[] whole = MachineFold.Joined(machine, [.. folds.Select(fold => MachineFold.FromBytes(machine, fold))]).ToBytes();
        return whole.Length <= MostResultBytes ? whole : null;
    }

    // Waits until it exists; no window goes on meanwhile.
    private static async Task Complete(EpochLeader leader, OpenCheckpoint open)
    {
        Activity.Current = open.Span;
        await leader.Store();
        open.IsStored();
        await open.Recorded;
    }

    private async Task Record(EpochLeader leader, OpenCheckpoint open, CheckpointManifest manifest, long learnedNs, DateTime began)
    {
        using Activity? span = open.Span;
        await open.Stored;
        // The next epoch takes its blocks for those of an unfinished one.
        if (Epoch != leader) throw new OperationCanceledException();
        string[] before = _record.Last.Checkpoint?.Blocks ?? [];
        manifest.Old = [.. _old.Complete.Union(before)];
        await _record.Write(r => r with
        {
            Checkpoint = manifest, Progress = manifest.Progress, Losses = 0, Uncounted = [], Unfinished = [.. _old.Unfinished],
            WindowBoundNs = learnedNs > 0 ? learnedNs : r.WindowBoundNs,
        });
        Progress = Progress with { TraceSegments = manifest.Trace.Length, Trouble = null };
        _hindered = 0;
        ClusterMeter.Checkpoints.Add(1);
        ClusterMeter.CheckpointTime.Record((DateTime.UtcNow - began).TotalSeconds);
        _old.Add(before);
        _old.Remove();
    }
}
