using System.Diagnostics;
using Tickstorm.Chaos.Links;
using Tickstorm.Chaos.Silos;
using Tickstorm.Chaos.Storage;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Chaos.Runs;

/// <summary>A client that starts one run after another and asks after each until it has ended.</summary>
internal sealed class RunDriver(IClusterClient client, ChaosReport report, int seed, bool isMixed, bool costsNoEpoch)
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>A run that does not come on for so long, with nothing wrong any more, is stuck.</summary>
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(3);

    private const int LossesToQuarantine = 3;

    private static readonly (Scenario Scenario, string Design, string Digest)[] s_machines =
        [.. new[] { ("ipi-random", "irq0-edge"), ("ipi-random", "pit-broadcast"), ("random-phases", "native-lapic") }.Select(Machine)];

    private static readonly string s_other = SiloProxy.Said(ChaosCluster.Other) + ":";

    private readonly Random _random = new(seed);
    private volatile bool _isHealed;
    private Exception? _failure;

    /// <summary>Nothing is wrong any more.</summary>
    public void Healed() => _isHealed = true;

    /// <summary>Starts runs until told to stop, and returns when the last has ended.</summary>
    public async Task Run(Task stop)
    {
        for (int number = 0; !stop.IsCompleted; number++)
        {
            string run = $"chaos-{seed}-{number}";
            try
            {
                await RunOne(run, byBlocks: number % 2 == 0);
            }
            catch (TimeoutException silence)
            {
                report.IsWrong($"{run}: {silence.Message}");
            }
        }
    }

    /// <summary>Starts a run that ends each silo which saves it, and waits until it is kept from doing so: by three of them.</summary>
    public async Task RunPoison(Func<int> ended)
    {
        (Scenario scenario, string design, _) = s_machines[0];
        IMachineGrain machine = client.GetGrain<IMachineGrain>(ChaosStorage.Poison);
        await Start(machine, new RunRequest
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = design, WindowNs = 10_000, CheckpointEvery = 8,
            MostSilos = 1,
        });
        // A silo that has ended takes its time to begin again, the more the busier the machine is.
        long changed = Stopwatch.GetTimestamp(), epoch = 0;
        RunProgress? last = null;
        while (ended() <= LossesToQuarantine && Stopwatch.GetElapsedTime(changed) < s_stuck)
        {
            (_, RunProgress? now) = await Once(machine.Status);
            last = now ?? last;
            if (now is { } progress && progress.Epoch != epoch) (changed, epoch) = (Stopwatch.GetTimestamp(), progress.Epoch);
            if (now is not null && IsInQuarantine(now))
            {
                if (ended() != LossesToQuarantine) report.IsWrong($"{ended()} silos were ended by a run before it was kept from it");
                report.Quarantined();
                await Ask(machine.Cancel);
                report.Ended(ChaosStorage.Poison, now);
                return;
            }

            await Task.Delay(s_between);
        }

        report.IsWrong($"a run that has ended {ended()} silos is not kept from it: {(last is null ? "no answer" : Describe(last))}");
    }

    /// <summary>Starts a run that nobody asks after, and lets the silos that it is in be lost.</summary>
    public async Task RunForgotten(Func<Task> lose)
    {
        const string Run = "forgotten";
        report.Broken();
        (Scenario scenario, string design, string digest) = s_machines[0];
        IMachineGrain machine = client.GetGrain<IMachineGrain>(Run);
        await Start(machine, new RunRequest
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = design, WindowNs = 10_000, CheckpointEvery = 8,
        });
        while ((await Once(machine.Status)).Answer is not { Windows: > 20 }) await Task.Delay(s_between);
        await lose();
        report.Healed();
        await Unasked(Run);
        if (await End(Run, machine, long.MaxValue, long.MaxValue) is { } end) await Compare(Run, machine, end, scenario, design, digest);
    }

    private static (Scenario, string, string) Machine((string Name, string Design) of)
    {
        Scenario scenario = TestMachines.Load(of.Name, mostCpus: 48, mostNs: 12_000_000);
        return (scenario, of.Design, Simulator.Run(scenario, of.Design, new EngineOptions { Kind = "sequential" }).Digest!);
    }

    private async Task RunOne(string run, bool byBlocks)
    {
        (Scenario scenario, string design, string digest) = s_machines[_random.Next(s_machines.Length)];
        IMachineGrain machine = client.GetGrain<IMachineGrain>(run);
        RunRequest request = new()
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = design, WindowNs = 10_000 * (1 + _random.Next(4)),
            CheckpointEvery = 8, MostSilos = _random.Next(4) == 0 ? 1 : 0, Spans = byBlocks, Workers = byBlocks ? 1 + _random.Next(2) : 0,
        };
        report.Repeated(await Start(machine, request));
        if (_random.Next(5) == 0)
        {
            await Unasked(run);
        }

        bool cancels = _random.Next(10) == 0, pauses = _random.Next(6) == 0;
        RunProgress? end = await End(run, machine, cancels ? 10 + _random.Next(100) : long.MaxValue, pauses ? 20 : long.MaxValue);
        if (end is { Status: not RunStatus.Done }) report.Ended(run, end);
        switch (end)
        {
            case null:
                break;
            case { Status: RunStatus.Cancelled } when cancels:
                report.Cancelled();
                break;
            case { Status: RunStatus.Done }:
                await Compare(run, machine, end, scenario, design, digest, byBlocks);
                break;
            default:
                report.IsWrong($"{run} ended as {Describe(end)}");
                break;
        }
    }

    private async Task Compare(
        string run, IMachineGrain machine, RunProgress end, Scenario scenario, string design, string digest, bool byBlocks = false)
    {
        DesignResult result = await Ask(() => MachineImage.Result(
            new MachinePlan(scenario, DesignLibrary.Find(design)!), end.FinalBlocks,
            async i => await machine.FinalBlock(i) ?? throw new InvalidOperationException($"block {i} is missing"), end.ToReport()));
        if (result.Digest != digest) report.IsWrong($"{run}: digest {result.Digest}, not {digest}: {Describe(end)}");
        report.Compared(end.Epoch, byBlocks);
        if (costsNoEpoch && end.Epoch > 1) report.IsWrong($"{run} had {end.Epoch} epochs by what costs none: {Describe(end)}");
        report.Ended(run, end);
    }

    // Nobody asks after the run: it is only looked whether it is still to be done.
    private async Task Unasked(string run)
    {
        long healed = 0, committed = 0;
        IRunsGrain runs = client.GetGrain<IRunsGrain>(0);
        while (true)
        {
            (bool isHeard, string[]? unfinished) = await Once(runs.List);
            if (isHeard && !unfinished!.Contains(run)) return;
            if (_isHealed && healed == 0) healed = Stopwatch.GetTimestamp();
            if (healed != 0 && Stopwatch.GetElapsedTime(healed) > s_stuck * 2)
            {
                // Out of quarantine comes only what somebody resumes: nothing else is done for it. On a busy machine a run may still be
                // at it, but then somebody leads it, and it comes on.
                IMachineGrain machine = client.GetGrain<IMachineGrain>(run);
                (_, SiloAddress? leader) = await Once(async () => await client.GetGrain<IManagementGrain>(0).GetActivationAddress(machine));
                (_, RunProgress? now) = await Once(machine.Status);
                if (leader is not null && now is { Status: RunStatus.Running } && now.CommittedNs > committed)
                {
                    (committed, healed) = (now.CommittedNs, Stopwatch.GetTimestamp());
                    continue;
                }

                if (now is null || !IsInQuarantine(now))
                {
                    report.IsWrong($"{run}, which nobody asks after, is not ended: {(now is null ? "no answer" : Describe(now))}");
                    return;
                }

                await Wish(machine, now, long.MaxValue, long.MaxValue);
                healed = Stopwatch.GetTimestamp();
            }

            await Task.Delay(s_between);
        }
    }

    // How often it had to be said.
    private async Task<int> Start(IMachineGrain machine, RunRequest request)
    {
        int tries = 0;
        await Ask(async () =>
        {
            tries++;
            RunAnswer answer = await machine.Start(request);
            // Of an earlier try, whose answer was lost.
            if (!answer.Done && answer.Code != RunAnswerCode.StartedBefore) throw new InvalidOperationException(answer.Refusal);
            return answer;
        });
        return tries - 1;
    }

    private async Task<RunProgress?> End(string run, IMachineGrain machine, long cancelAt, long pauseAt)
    {
        RunProgress? last = null;
        long changed = Stopwatch.GetTimestamp();
        bool wasHealed = false;
        while (true)
        {
            if (_isHealed && !wasHealed) (wasHealed, changed) = (true, Stopwatch.GetTimestamp());
            (bool isHeard, RunProgress? answer) = await Once(machine.Status);
            if (isHeard && answer is { } now)
            {
                if (now.Status == RunStatus.Unknown)
                {
                    report.IsWrong($"{run} was started, and is unknown");
                    return null;
                }

                int others = now.Silos.Count(silo => silo.Contains(s_other, StringComparison.Ordinal));
                // One that could not be asked for its version is in the plan, and refuses: such an epoch ends before its first window.
                if (isMixed && now.Window > 0 && others > 0 && others < now.Silos.Length)
                {
                    report.IsWrong($"{run} is computed by silos of two versions: {Describe(now)}");
                    return null;
                }

                if (now.HasEnded) return now;
                if (now.CommittedNs != last?.CommittedNs) changed = Stopwatch.GetTimestamp();
                last = now;
                await Wish(machine, now, cancelAt, pauseAt);
                if (now.Windows >= pauseAt) pauseAt = long.MaxValue;
            }

            if (wasHealed && Stopwatch.GetElapsedTime(changed) > s_stuck)
            {
                report.IsWrong($"{run} is stuck: {(last is null ? "no answer" : Describe(last))}");
                return null;
            }

            await Task.Delay(s_between);
        }
    }

    private async Task Wish(IMachineGrain machine, RunProgress now, long cancelAt, long pauseAt)
    {
        if (now.Windows >= cancelAt) await Once(machine.Cancel);
        if (now.Windows >= pauseAt) await Once(() => machine.Pause());
        if (now.Status != RunStatus.Paused) return;
        if (IsInQuarantine(now)) report.Resumed();
        await Once(machine.Resume);
    }

    // Again and again, until nothing has been wrong for so long that an answer must have come.
    private async Task<T> Ask<T>(Func<Task<T>> question)
    {
        long healed = 0;
        while (true)
        {
            (bool isHeard, T? answer) = await Once(question);
            if (isHeard) return answer!;
            if (_isHealed && healed == 0) healed = Stopwatch.GetTimestamp();
            if (healed != 0 && Stopwatch.GetElapsedTime(healed) > s_stuck) throw new TimeoutException($"no answer: {_failure}", _failure);
            await Task.Delay(s_between);
        }
    }

    // Perhaps nobody answers: silos, links and storage may all be away.
    private async Task<(bool IsHeard, T? Answer)> Once<T>(Func<Task<T>> question)
    {
        try
        {
            return (true, await question().WaitAsync(s_patience));
        }
#pragma warning disable CA1031 // A silo that is lost in the middle of a call may answer with whatever its libraries throw.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
            return (false, default);
        }
    }

    private static bool IsInQuarantine(RunProgress now) =>
        now.Status == RunStatus.Paused && now.Trouble?.StartsWith("quarantine", StringComparison.Ordinal) == true;

    private static string Describe(RunProgress now) =>
        $"{now.Status} {now.Failure} at {now.CommittedNs} ns, epoch {now.Epoch}, waits: {now.Trouble}; {string.Join("; ", now.Story)}";
}
