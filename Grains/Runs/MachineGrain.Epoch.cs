using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Grains.Runs;

// One epoch, from window to window.
public sealed partial class MachineGrain
{
    // A segment travels to the client in one answer.
    private const long MostTraced = 200_000;

    private async Task LeadEpoch()
    {
        RunRequest request = _record.Last.Request!;
        // Another version may have other processes, or another record: only a silo of the same one can lead the run.
        if (_record.Last.Version != _version.Model) throw new EpochLostException(await MoveToVersion(_record.Last.Version));
        if (_record.Last.Format != MachineRecord.CurrentFormat) throw new EpochLostException(OtherFormat());

        (MachinePlan? machine, string? problem) = PlanReader.Read(request.Scenario, request.Name, request.Design);
        if (machine is null) throw new RunFailedException(problem!);
        _lost = new TaskCompletionSource<EpochLostException>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] before = _record.Last.Progress.Silos;
        EpochPlan plan = await BeginEpoch(request, machine);
        long? lost = ServiceProvider.GetRequiredService<LossTimes>().Latest(before.Except(Progress.Silos));
        EpochLeader leader = new(_fabrics, plan, _lost.Task);
        using Activity? span = WallSpans.Begin("epoch", Run)?.SetTag("tickstorm.epoch", plan.Epoch)
            .SetTag("tickstorm.silos", plan.Silos.Length);
        using ClusterMeter.Counted leading = ClusterMeter.One(ClusterMeter.Leading);
        if (!_leadership.Become(LeaderState.Leading)) throw new EpochLostException("the leader moves to another silo");
        Epoch = leader;
        // What came or went before there was an epoch to lose.
        await Wake();
        long begun = Stopwatch.GetTimestamp();
        FabricReport next = await leader.Begin();
        Progress = Progress with { Cost = new RunCost { ActivationSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds } };
        BoundedWindows windows = new(plan.WindowNs, machine.MinLookaheadNs, machine.ProcessCount, plan.Silos.Length);
        long learnedNs = 0;
        OpenCheckpoint? open = null;
        try
        {
            CheckpointPace pace = new(request, machine.ProcessCount / plan.Silos.Length);
            while (true)
            {
                if (open is not null && next.Stored >= open.Id) open.IsStored();
                if (open is { Recorded.IsCompleted: true })
                {
                    await open.Recorded;
                    open = null;
                }

                next = await TakeInjected(leader, next);

                TimeSpan wall = _time.GetUtcNow() - _record.Last.BegunAt!.Value;
                long traced = Progress.TraceBytes + next.Traced * TraceBytes.OfRecord;
                if (_limits.WhyEnd(wall, traced) is { } tooMuch) throw new RunFailedException($"{Run} was ended: {tooMuch}");
                bool done = next.EarliestNs >= Progress.DurationNs;
                if (done) Progress = Progress with { CommittedNs = Progress.DurationNs };
                bool due = open is null && pace.IsDue;
                due |= next.Traced >= MostTraced;
                // A wish that comes while the checkpoint is written is granted by the next one.
                RunWish wish = _leadership.Wish;
                bool stands = done || wish != RunWish.GoOn || _leadership.State == LeaderState.Regrouping;
                if (stands || due)
                {
                    begun = Stopwatch.GetTimestamp();
                    if (open is not null) await Complete(leader, open);
                    Progress = Progress with { TraceBytes = traced };
                    open = await TakeCheckpoint(leader, machine, done ? RunStatus.Done : wish switch
                    {
                        RunWish.Cancel => RunStatus.Cancelled,
                        RunWish.Pause => RunStatus.Paused,
                        _ => RunStatus.Running,
                    }, learnedNs);
                    next = next with { Traced = 0 };
                    double pause = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                    pace.Taken(pause);
                    if (!stands) CountStanding(pause);
                    if (stands)
                    {
                        await Complete(leader, open);
                        Progress = _record.Last.Progress with { Story = Progress.Story };
                    }

                    if (done || wish == RunWish.Cancel)
                    {
                        _announcing = Announce(machine);
                        return;
                    }

                    // Who has joined is taken in now rather than by a checkpoint of its own.
                    Look(leader);
                    if (_joined is not null) _leadership.Become(LeaderState.Regrouping);
                    if (wish == RunWish.Pause && _leadership.State == LeaderState.Leading) await StayPaused();
                    if (_leadership.State != LeaderState.Regrouping) continue;
                    if (!stands) await Complete(leader, open);
                    AddToStory($"the silos change at {Progress.CommittedNs} ns");
                    return;
                }

                long start = next.EarliestNs;
                begun = Stopwatch.GetTimestamp();
                WindowResult window = plan.Spans
                    ? await leader.Run(start, Progress.DurationNs, pace.WindowsLeft, MostTraced)
                    : await leader.Advance(start, start + Math.Min(windows.LengthNs, Progress.DurationNs - start));
                if (!plan.Spans) windows.Learn(window.Counts);
                learnedNs = plan.Spans ? window.Commit.LearnedNs : windows.LearnedNs;
                double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                Count(window, seconds);
                pace.Add(window.Windows, seconds);
                if (lost is { } since)
                {
                    Progress = Progress with { Cost = Progress.Cost with { AgainSeconds = Stopwatch.GetElapsedTime(since).TotalSeconds } };
                    lost = null;
                }

                next = window.Commit;
            }
        }
        finally
        {
            open?.Abandon();
        }
    }

    // A given length that was found to be too long is not tried again by each epoch.
    private long BoundOf(long wantedNs) =>
        wantedNs > 0 && _record.Last.WindowBoundNs is > 0 and long bound ? Math.Min(wantedNs, bound) : wantedNs;

    // The epoch begins when the record is written: an older leader's write fails from then on.
    private async Task<EpochPlan> BeginEpoch(RunRequest request, MachinePlan machine)
    {
        await _choice.LearnVersions(_fabrics, _record.Last.Version);
        SiloAddress[] silos = _choice.ForEpoch(request.MostSilos);
        if (silos.Length == 0)
            throw new EpochLostException(_choice.HasOtherVersions ? NoneOf(_record.Last.Version) : "no silo is active");
        if (await Admission.WhyNotNow(_fabrics, silos, Run, machine.ProcessCount) is { } full) throw new EpochLostException(full);
        await _record.Settle();
        TakeOld(_record.Last);
        LossCount losses = Losses();
        await _record.Write(r => With(losses, r) with
        {
            Progress = OfEpoch(r, silos, machine.Scenario.Run.DurationNs), Unfinished = [.. _old.Unfinished],
            BegunAt = r.BegunAt ?? _time.GetUtcNow(),
        });
        Progress = _record.Last.Progress;
        ClusterMeter.Epochs.Add(1);
        return new EpochPlan
        {
            Run = Run,
            Epoch = Progress.Epoch,
            Version = _record.Last.Version,
            Scenario = request.Scenario,
            Name = request.Name,
            Design = request.Design,
            PerCpu = request.PerCpu,
            Silos = silos,
            Starts = [.. RangesOf(machine, silos.Length).Starts],
            Blocks = _record.Last.Checkpoint?.Blocks ?? [],
            Trace = request.Trace,
            Spans = request.Spans,
            Workers = request.Workers,
            WindowNs = BoundOf(request.WindowNs),
            Injected = [.. _record.Last.Injected.Where(one => one.IsTaken).DistinctBy(one => one.ToOperation())],
            Apart = request.Apart && silos.Length > 1,
        };
    }

    private RunProgress OfEpoch(MachineRecord record, SiloAddress[] silos, long durationNs)
    {
        RunProgress basis = record.Checkpoint?.Progress ?? new RunProgress { DurationNs = durationNs };
        return basis with
        {
            Status = _leadership.Wish == RunWish.Pause ? RunStatus.Paused : RunStatus.Running,
            Epoch = record.Progress.Epoch + 1,
            Window = 0,
            Executed = Progress.Executed,
            Turns = Progress.Turns,
            BytesSent = Progress.BytesSent,
            Silos = [.. silos.Select(s => s.ToParsableString())],
            Story = Progress.Story,
            Trouble = Progress.Trouble,
            Owner = record.Owner,
            Injected = record.Injected.Count(one => one.IsTaken),
        };
    }

    private static ProcessRanges RangesOf(MachinePlan machine, int silos) =>
        ProcessRanges.Balanced(machine.Cpus, machine.PackageCpus, machine.ProcessCount, silos);

    private async Task StayPaused()
    {
        if (_leadership.Become(LeaderState.Paused))
        {
            using ClusterMeter.Counted paused = ClusterMeter.One(ClusterMeter.Paused);
            while (_leadership.State == LeaderState.Paused && !_lost.Task.IsCompleted) await Task.WhenAny(_changed.Next, _lost.Task);
            if (_lost.Task.IsCompleted) throw await _lost.Task;
        }

        if (_leadership.Wish != RunWish.Pause) Progress = Progress with { Status = RunStatus.Running };
    }

    private void Count(WindowResult window, double seconds)
    {
        WindowCounts counts = window.Counts;
        ClusterMeter.Windows.Add(window.Windows);
        ClusterMeter.Rounds.Add(counts.Rounds);
        ClusterMeter.Committed.Add(counts.Committed);
        ClusterMeter.Executed.Add(counts.Executed);
        Progress = Progress with
        {
            Window = Epoch!.Window,
            CommittedNs = counts.EndNs,
            Windows = Progress.Windows + window.Windows,
            Rounds = Progress.Rounds + counts.Rounds,
            Executed = Progress.Executed + counts.Executed,
            Committed = Progress.Committed + counts.Committed,
            Active = Progress.Active + counts.Active,
            PeakMessages = Math.Max(Progress.PeakMessages, counts.Waiting),
            BytesSent = Progress.BytesSent + window.Bytes,
            Turns = Progress.Turns + window.Turns,
            Cost = Progress.Cost with
            {
                Seconds = Progress.Cost.Seconds + seconds, ModelSeconds = window.Commit.ModelNs / 1e9,
                CpuSeconds = window.Commit.CpuNs / 1e9, AllocatedBytes = window.Commit.AllocatedBytes,
                Times = window.Commit.Times,
            },
        };
        if (Progress.CommittedNs > Progress.DurationNs / 2) return;
        RunCost cost = Progress.Cost;
        Progress = Progress with { Cost = cost with { EarlyWindows = Progress.Windows, EarlyAllocatedBytes = cost.AllocatedBytes } };
    }

    private void CountStanding(double seconds) => Progress = Progress with
    {
        Cost = Progress.Cost with { CheckpointSeconds = Progress.Cost.CheckpointSeconds + seconds },
    };
}
