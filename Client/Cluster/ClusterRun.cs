using System.Diagnostics;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Cluster;

/// <summary>Runs one design of a scenario on the cluster: starts it, watches it, and puts its result together.</summary>
internal static class ClusterRun
{
    private const int EveryWindows = 64;

    /// <summary>Runs to the end, or until cancelled.</summary>
    public static async Task<DesignResult> Run(
        Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IProgress<long>? progress, TextWriter story,
        CancellationToken cancel)
    {
        Design found = DesignLibrary.Find(scenario, design) ?? throw new BadInputException($"There is no design \"{design}\".");
        if (Simulator.WhyNot(scenario, found, options.WhatIf) is { } unsupported) return unsupported;
        long start = Stopwatch.GetTimestamp();
        (DesignResult result, _) = await Measure(scenario, found, options, EveryWindows, trace, progress, story, cancel);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result with { Wall = new WallReport(seconds, result.Engine.Outcome.Committed / seconds, result.Ticks.Raised / seconds,
            Running.MeasuredRun.PeakBytes()) };
    }

    /// <summary>Runs to the end; the result, and what the cluster says of the run.</summary>
    public static async Task<(DesignResult Result, RunProgress End)> Measure(
        Scenario scenario, Design found, EngineOptions options, int checkpointEvery, ITraceSink? trace, IProgress<long>? progress,
        TextWriter story, CancellationToken cancel)
    {
        await using ClusterLink link = await ClusterLink.Open(cancel);
        string run = $"{scenario.Name}-{found.Name}-{Guid.NewGuid().ToString("n")[..8]}";
        IMachineGrain machine = link.Client.GetGrain<IMachineGrain>(run);
        RunRequest request = new()
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = found.Name, PerCpu = options.PerCpu,
            WindowNs = options.WindowNs, CheckpointEvery = checkpointEvery, MostSilos = options.InOneSilo ? 1 : 0,
            Trace = trace is not null,
        };
        RunAnswer answer = await RepeatedCall.UntilAnswered(() => machine.Start(request));
        // The name is ours alone: started before means by an earlier call, whose answer was lost with its silo.
        if (!answer.Done && answer.Code != RunAnswerCode.StartedBefore) throw new BadInputException(answer.Refusal!);
        ClusterHome.RememberRun(run);
        RunProgress end = await new RunWatch(machine, progress, trace is null ? null : new TraceFollower(trace), story, cancel).End();
        foreach (string sentence in end.Story) story.WriteLine($"{run}: {sentence}");
        if (end is { Status: RunStatus.Cancelled, FinalBlocks: 0 })
        {
            story.WriteLine($"{run} was cancelled before anything of it was saved.");
            throw new OperationCanceledException(cancel);
        }

        if (end.Status == RunStatus.Failed) throw new InvalidOperationException($"{run} failed: {end.Failure}");
        DesignResult result = await MachineImage.Result(
            new MachinePlan(scenario, found), end.FinalBlocks, i => Block(machine, i), end.ToReport(), options.PerCpu, trace);
        return (result, end);
    }

    private static async Task<byte[]> Block(IMachineGrain machine, int number) =>
        await RepeatedCall.UntilAnswered(() => machine.FinalBlock(number))
            ?? throw new InvalidOperationException($"Block {number} of the result is no longer in the cluster's storage.");
}
