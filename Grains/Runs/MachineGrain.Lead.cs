using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

// From epoch to epoch, and within one from window to window.
public sealed partial class MachineGrain
{
    private const int MostBarrenEpochs = 60;

    // Of one process in one turn: about 50 ms of work at a microsecond each. Counted, not measured, so that windows do not depend on
    // clocks.
    private const long MostEventsATurn = 50_000;

    // A segment travels to the client in one answer.
    private const long MostTraced = 200_000;

    private async Task Lead()
    {
        await Task.Yield();
        int barren = 0;
        while (!_moving && !_progress.HasEnded)
        {
            long saved = _record.State.Checkpoint?.Progress.CommittedNs ?? -1;
            string? ended = null;
            try
            {
                await LeadEpoch();
            }
            catch (RunFailedException failure)
            {
                await End(failure.Message);
                break;
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                // Another activation leads the run.
                _progress = _progress with { Status = RunStatus.Unknown };
                break;
            }
            catch (EpochLostException lost)
            {
                ended = lost.Message;
            }
#pragma warning disable CA1031 // Storage or messaging failed for a moment: the record tells where the run is.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                ended = $"{failure.GetType().Name}: {failure.Message}";
            }

            _leader = null;
            _standing = false;
            if (_moving || ended is null) continue;
            Tell($"epoch {_progress.Epoch} ended at {_progress.CommittedNs} ns: {ended}");
            barren = _record.State.Checkpoint?.Progress.CommittedNs > saved ? 0 : barren + 1;
            if (barren == MostBarrenEpochs)
            {
                await End(ended);
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 50 << Math.Min(barren, 6))));
        }

        _leader = null;
        if (_moving) return;
        if (_progress.Status != RunStatus.Unknown) await GrainFactory.GetGrain<IRunsGrain>(0).Remove(Run);
        DeactivateOnIdle();
    }

    private async Task LeadEpoch()
    {
        RunRequest request = _record.State.Request!;
        (MachinePlan? machine, string? problem) = PlanReader.Read(request.Scenario, request.Name, request.Design);
        if (machine is null) throw new RunFailedException(problem!);
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _changeSilos = false;
        EpochPlan plan = await BeginEpoch(request, machine);
        EpochLeader leader = new(_fabrics, plan, _lost.Task);
        using System.Diagnostics.Activity? span = WallSpans.Begin("epoch", Run)?.SetTag("epoch", plan.Epoch).SetTag(
            "silos", plan.Silos.Length);
        using ClusterMeter.Counted leading = ClusterMeter.One(ClusterMeter.Leading);
        _leader = leader;
        // What came or went before there was a leader to tell.
        await Wake();
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        FabricReport next = await leader.Begin();
        _progress = _progress with
        {
            Cost = new RunCost { ActivationSeconds = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds },
        };
        WindowPolicy policy = new(request.WindowNs, machine.MinLookaheadNs);
        long sinceCheckpoint = 0;
        while (true)
        {
            bool done = next.EarliestNs >= _progress.DurationNs;
            if (done) _progress = _progress with { CommittedNs = _progress.DurationNs };
            bool due = request.CheckpointEvery > 0 && sinceCheckpoint >= request.CheckpointEvery;
            due |= next.Traced >= MostTraced;
            // A wish that comes while the checkpoint is written is granted by the next one.
            (bool cancel, bool pause) = (_cancel, _pause);
            if (done || cancel || pause || _changeSilos || due)
            {
                await SaveCheckpoint(
                    leader, done ? RunStatus.Done : cancel ? RunStatus.Cancelled : pause ? RunStatus.Paused : RunStatus.Running);
                sinceCheckpoint = 0;
                if (done || cancel)
                {
                    await leader.Close();
                    await ServiceProvider.GetRequiredService<EndedRuns>().Tell(Run, machine, _progress, _record.State.Checkpoint!.Blocks);
                    return;
                }

                if (pause) await Stand();
                if (_changeSilos)
                {
                    Tell($"the silos change at {_progress.CommittedNs} ns");
                    _leader = null;
                    return;
                }

                continue;
            }

            long start = next.EarliestNs;
            begun = System.Diagnostics.Stopwatch.GetTimestamp();
            WindowResult window = await leader.Advance(start, start + Math.Min(policy.LengthNs, _progress.DurationNs - start));
            policy.Learn(window.Cut, window.EndNs - start, window.Rounds, window.Executed, window.Commit.Committed);
            policy.Bound(window.Waiting, WindowPolicy.MostWaiting(machine.ProcessCount, plan.Silos.Length));
            policy.Bound(window.LongestTurn, MostEventsATurn);
            Count(window, System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds);
            next = window.Commit;
            sinceCheckpoint++;
        }
    }

    // The epoch begins when the record is written: an older leader's write fails from then on.
    private async Task<EpochPlan> BeginEpoch(RunRequest request, MachinePlan machine)
    {
        SiloAddress[] silos = [.. ActiveSilos().OrderBy(s => s)];
        if (silos.Length == 0) throw new EpochLostException("no silo is active");
        if (request.MostSilos > 0 && silos.Length > request.MostSilos) silos = Some(silos, request.MostSilos);
        RunProgress basis = _record.State.Checkpoint?.Progress ?? new RunProgress { DurationNs = machine.Scenario.Run.DurationNs };
        _progress = basis with
        {
            Status = _pause ? RunStatus.Paused : RunStatus.Running,
            Epoch = _progress.Epoch + 1,
            Window = 0,
            Executed = _progress.Executed,
            Turns = _progress.Turns,
            BytesSent = _progress.BytesSent,
            Silos = [.. silos.Select(s => s.ToParsableString())],
            Story = _progress.Story,
        };
        await WriteRecord();
        ClusterMeter.Epochs.Add(1);
        return new EpochPlan
        {
            Run = Run,
            Epoch = _progress.Epoch,
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

    // Runs that do not need all silos are spread over them by their names.
    private SiloAddress[] Some(SiloAddress[] silos, int count)
    {
        uint hash = 2166136261;
        foreach (char c in Run) hash = (hash ^ c) * 16777619;
        int first = (int)(hash % (uint)silos.Length);
        return [.. Enumerable.Range(0, count).Select(i => silos[(first + i) % silos.Length]).Order()];
    }

    private async Task SaveCheckpoint(EpochLeader leader, RunStatus status)
    {
        long id = (_record.State.Checkpoint?.Id ?? 0) + 1;
        using System.Diagnostics.Activity? span = WallSpans.Begin("checkpoint", Run)?.SetTag("checkpoint", id);
        using ClusterMeter.Timed time = ClusterMeter.Time(ClusterMeter.CheckpointTime);
        FabricReport written = await leader.Checkpoint(id, _progress.CommittedNs);
        string[] blocks = written.Blocks;
        string[][] trace =
            [.. _record.State.Checkpoint?.Trace ?? [], .. written.TraceBlocks.Length > 0 ? [written.TraceBlocks] : Array.Empty<string[]>()];
        string[] before = _record.State.Checkpoint?.Blocks ?? [];
        bool ended = status is RunStatus.Done or RunStatus.Cancelled;
        RunProgress progress = _progress with
        {
            Status = status, Window = leader.Window, FinalBlocks = ended ? blocks.Length : 0, TraceSegments = trace.Length,
        };
        await WriteRecord(new CheckpointManifest { Id = id, Blocks = blocks, Progress = progress, Trace = trace });
        _progress = progress;
        ClusterMeter.Checkpoints.Add(1);
        foreach (string block in before) await _checkpoints.Remove(block);
    }

    private async Task Stand()
    {
        using ClusterMeter.Counted paused = ClusterMeter.One(ClusterMeter.Paused);
        _standing = true;
        while (_pause && !_changeSilos)
        {
            _stirred = New();
            if (await Task.WhenAny(_stirred.Task, _lost.Task) == _lost.Task) throw new EpochLostException(await _lost.Task);
        }

        _standing = false;
        if (!_pause) _progress = _progress with { Status = RunStatus.Running };
    }

    private async Task End(string failure)
    {
        _progress = _progress with { Status = RunStatus.Failed, Failure = failure };
        await WriteRecord();
    }

    private void Count(WindowResult window, double seconds)
    {
        ClusterMeter.Windows.Add(1);
        ClusterMeter.Rounds.Add(window.Rounds);
        ClusterMeter.Committed.Add(window.Commit.Committed);
        ClusterMeter.Executed.Add(window.Executed);
        _progress = _progress with
        {
            Window = _leader!.Window,
            CommittedNs = window.EndNs,
            Windows = _progress.Windows + 1,
            Rounds = _progress.Rounds + window.Rounds,
            Executed = _progress.Executed + window.Executed,
            Committed = _progress.Committed + window.Commit.Committed,
            Active = _progress.Active + window.Commit.Active,
            PeakMessages = Math.Max(_progress.PeakMessages, window.Waiting),
            BytesSent = _progress.BytesSent + window.Bytes,
            Turns = _progress.Turns + window.Turns,
            Cost = _progress.Cost with
            {
                Seconds = _progress.Cost.Seconds + seconds, ModelSeconds = window.Commit.ModelNs / 1e9,
                CpuSeconds = window.Commit.CpuNs / 1e9,
            },
        };
    }
}
