using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

// One epoch, from window to window.
public sealed partial class MachineGrain
{
    // Of one process in one turn: about 50 ms of work at a microsecond each. Counted, not measured, so that windows do not depend on
    // clocks.
    private const long MostEventsATurn = 50_000;

    // A segment travels to the client in one answer.
    private const long MostTraced = 200_000;

    private async Task LeadEpoch()
    {
        RunRequest request = _record.State.Request!;
        (MachinePlan? machine, string? problem) = PlanReader.Read(request.Scenario, request.Name, request.Design);
        if (machine is null) throw new RunFailedException(problem!);
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        EpochPlan plan = await BeginEpoch(request, machine);
        EpochLeader leader = new(_fabrics, plan, _lost.Task);
        using Activity? span = WallSpans.Begin("epoch", Run)?.SetTag("tickstorm.epoch", plan.Epoch)
            .SetTag("tickstorm.silos", plan.Silos.Length);
        using ClusterMeter.Counted leading = ClusterMeter.One(ClusterMeter.Leading);
        if (!_leadership.Become(LeaderState.Leading)) throw new EpochLostException(await _lost.Task);
        Epoch = leader;
        // What came or went before there was an epoch to lose.
        await Wake();
        long begun = Stopwatch.GetTimestamp();
        FabricReport next = await leader.Begin();
        Progress = Progress with { Cost = new RunCost { ActivationSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds } };
        WindowPolicy policy = new(request.WindowNs, machine.MinLookaheadNs);
        long sinceCheckpoint = 0;
        while (true)
        {
            bool done = next.EarliestNs >= Progress.DurationNs;
            if (done) Progress = Progress with { CommittedNs = Progress.DurationNs };
            bool due = request.CheckpointEvery > 0 && sinceCheckpoint >= request.CheckpointEvery;
            due |= next.Traced >= MostTraced;
            // A wish that comes while the checkpoint is written is granted by the next one.
            RunWish wish = _leadership.Wish;
            if (done || wish != RunWish.GoOn || _leadership.State == LeaderState.Regrouping || due)
            {
                await SaveCheckpoint(leader, done ? RunStatus.Done : wish switch
                {
                    RunWish.Cancel => RunStatus.Cancelled,
                    RunWish.Pause => RunStatus.Paused,
                    _ => RunStatus.Running,
                });
                sinceCheckpoint = 0;
                if (done || wish == RunWish.Cancel)
                {
                    await leader.Close();
                    EndedRuns ended = ServiceProvider.GetRequiredService<EndedRuns>();
                    await ended.Announce(Run, machine, Progress, _record.State.Checkpoint!.Blocks);
                    return;
                }

                if (wish == RunWish.Pause) await StayPaused();
                if (_leadership.State != LeaderState.Regrouping) continue;
                AddToStory($"the silos change at {Progress.CommittedNs} ns");
                return;
            }

            long start = next.EarliestNs;
            begun = Stopwatch.GetTimestamp();
            WindowResult window = await leader.Advance(start, start + Math.Min(policy.LengthNs, Progress.DurationNs - start));
            policy.Learn(window.Cut, window.EndNs - start, window.Rounds, window.Executed, window.Commit.Committed);
            policy.Bound(window.Waiting, WindowPolicy.MostWaiting(machine.ProcessCount, plan.Silos.Length));
            policy.Bound(window.LongestTurn, MostEventsATurn);
            Count(window, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            next = window.Commit;
            sinceCheckpoint++;
        }
    }

    // The epoch begins when the record is written: an older leader's write fails from then on.
    private async Task<EpochPlan> BeginEpoch(RunRequest request, MachinePlan machine)
    {
        SiloAddress[] silos = SilosOfEpoch(request);
        RunProgress basis = _record.State.Checkpoint?.Progress ?? new RunProgress { DurationNs = machine.Scenario.Run.DurationNs };
        Progress = basis with
        {
            Status = _leadership.Wish == RunWish.Pause ? RunStatus.Paused : RunStatus.Running,
            Epoch = Progress.Epoch + 1,
            Window = 0,
            Executed = Progress.Executed,
            Turns = Progress.Turns,
            BytesSent = Progress.BytesSent,
            Silos = [.. silos.Select(s => s.ToParsableString())],
            Story = Progress.Story,
            Trouble = Progress.Trouble,
        };
        await WriteRecord();
        ClusterMeter.Epochs.Add(1);
        return new EpochPlan
        {
            Run = Run,
            Epoch = Progress.Epoch,
            Scenario = request.Scenario,
            Name = request.Name,
            Design = request.Design,
            PerCpu = request.PerCpu,
            Silos = silos,
            Starts = [.. ProcessRanges.Balanced(machine.Cpus, machine.PackageCpus, machine.ProcessCount, silos.Length).Starts],
            Blocks = _record.State.Checkpoint?.Blocks ?? [],
            Trace = request.Trace,
            Apart = request.Apart && silos.Length > 1,
        };
    }

    private async Task SaveCheckpoint(EpochLeader leader, RunStatus status)
    {
        long id = (_record.State.Checkpoint?.Id ?? 0) + 1;
        using Activity? span = WallSpans.Apart("checkpoint", Run)?.SetTag("tickstorm.checkpoint", id);
        using ClusterMeter.Timed time = ClusterMeter.Time(ClusterMeter.CheckpointTime);
        FabricReport written = await leader.Checkpoint(id, Progress.CommittedNs);
        string[] blocks = written.Blocks;
        string[][] trace =
            [.. _record.State.Checkpoint?.Trace ?? [], .. written.TraceBlocks.Length > 0 ? [written.TraceBlocks] : Array.Empty<string[]>()];
        string[] before = _record.State.Checkpoint?.Blocks ?? [];
        bool ended = status is RunStatus.Done or RunStatus.Cancelled;
        RunProgress progress = Progress with
        {
            Status = status, Window = leader.Window, FinalBlocks = ended ? blocks.Length : 0, TraceSegments = trace.Length,
            Trouble = null,
        };
        await WriteRecord(new CheckpointManifest { Id = id, Blocks = blocks, Progress = progress, Trace = trace });
        Progress = progress;
        ClusterMeter.Checkpoints.Add(1);
        foreach (string block in before) await _checkpoints.Remove(block);
    }

    private async Task StayPaused()
    {
        if (_leadership.Become(LeaderState.Paused))
        {
            using ClusterMeter.Counted paused = ClusterMeter.One(ClusterMeter.Paused);
            while (_leadership.State == LeaderState.Paused && !_lost.Task.IsCompleted) await Task.WhenAny(_changed.Next, _lost.Task);
            if (_lost.Task.IsCompleted) throw new EpochLostException(await _lost.Task);
        }

        if (_leadership.Wish != RunWish.Pause) Progress = Progress with { Status = RunStatus.Running };
    }

    private void Count(WindowResult window, double seconds)
    {
        ClusterMeter.Windows.Add(1);
        ClusterMeter.Rounds.Add(window.Rounds);
        ClusterMeter.Committed.Add(window.Commit.Committed);
        ClusterMeter.Executed.Add(window.Executed);
        Progress = Progress with
        {
            Window = Epoch!.Window,
            CommittedNs = window.EndNs,
            Windows = Progress.Windows + 1,
            Rounds = Progress.Rounds + window.Rounds,
            Executed = Progress.Executed + window.Executed,
            Committed = Progress.Committed + window.Commit.Committed,
            Active = Progress.Active + window.Commit.Active,
            PeakMessages = Math.Max(Progress.PeakMessages, window.Waiting),
            BytesSent = Progress.BytesSent + window.Bytes,
            Turns = Progress.Turns + window.Turns,
            Cost = Progress.Cost with
            {
                Seconds = Progress.Cost.Seconds + seconds, ModelSeconds = window.Commit.ModelNs / 1e9,
                CpuSeconds = window.Commit.CpuNs / 1e9,
            },
        };
    }
}
