using System.Diagnostics;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Cluster;

/// <summary>Runs one design of a scenario on the cluster: starts it, watches it, and puts its result together.</summary>
internal static class ClusterRun
{
    /// <summary>Windows from one checkpoint to the next.</summary>
    public const int EveryWindows = 64;

    /// <summary>Runs to the end, or until cancelled or left.</summary>
    public static async Task<DesignResult> Run(
        Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IProgress<long>? progress, RunTeller teller,
        CancellationToken cancel)
    {
        Design found = DesignLibrary.Find(scenario, design) ?? throw new BadInputException($"There is no design \"{design}\".");
        if (Simulator.WhyNot(scenario, found, options.WhatIf) is { } unsupported) return unsupported;
        long start = Stopwatch.GetTimestamp();
        (DesignResult result, _) = await Measure(scenario, found, options, EveryWindows, trace, progress, teller, cancel);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result with { Wall = new WallReport(seconds, result.Engine.Outcome.Committed / seconds, result.Ticks.Raised / seconds,
            Running.MeasuredRun.PeakBytes()) };
    }

    /// <summary>Runs to the end; the result, and what the cluster says of the run.</summary>
    public static async Task<(DesignResult Result, RunProgress End)> Measure(
        Scenario scenario, Design found, EngineOptions options, int checkpointEvery, ITraceSink? trace, IProgress<long>? progress,
        RunTeller teller, CancellationToken cancel)
    {
        await using ClusterLink link = await ClusterLink.Open(cancel);
        RunSubmission run = await RunSubmission.Start(link, scenario, found, options, checkpointEvery, trace is not null);
        RunWatch watch = new(run, progress, trace is null ? null : new TraceFollower(link.Client, trace), teller, cancel);
        RunProgress end = await watch.End();
        return (await Result(run, end, new MachinePlan(scenario, found), options.PerCpu, trace, teller.Story, cancel), end);
    }

    /// <summary>The result of a run that has ended, from what it has stored.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before anything of it was saved.</exception>
    /// <exception cref="FailedRunException">It failed.</exception>
    /// <exception cref="InvalidOperationException">Its result is no longer stored.</exception>
    public static async Task<DesignResult> Result(
        RunSubmission run, RunProgress end, MachinePlan plan, bool perCpu, ITraceSink? trace, TextWriter story, CancellationToken cancel)
    {
        foreach (string sentence in end.Story) story.WriteLine($"{run.Name}: {sentence}");
        if (end is { Status: RunStatus.Cancelled, FinalBlocks: 0 })
        {
            story.WriteLine($"{run.Name} was cancelled before anything of it was saved.");
            throw new OperationCanceledException(cancel);
        }

        if (end.Status == RunStatus.Failed) throw new FailedRunException($"{run.Name} failed: {end.Failure}");
        if (end.Injected > 0) plan = await WithInjected(run.Machine, plan);
        // A trace has records of the end that states alone tell.
        if (!perCpu && trace is null && await RepeatedCall.UntilAnswered(run.Machine.ReducedResult) is { } bytes
            && MachineFold.FromBytes(plan, bytes).Result(end.ToReport()) is { } reduced)
        {
            return reduced;
        }

        return await MachineImage.Result(plan, end.FinalBlocks, i => Block(run.Machine, i), end.ToReport(), perCpu, trace);
    }

    // What clients have sent meanwhile is a part of what was run.
    private static async Task<MachinePlan> WithInjected(IMachineGrain machine, MachinePlan plan)
    {
        RunShape shape = await RepeatedCall.UntilAnswered(machine.Shape);
        IEnumerable<CpuInjection> sent = shape.Injected.Where(one => one.IsTaken).Select(one => one.ToOperation()).Distinct();
        Workload workload = plan.Scenario.Workload;
        workload = workload with { Injections = [.. workload.Injections.Concat(sent).OrderBy(one => one.TimeNs)] };
        return new MachinePlan(plan.Scenario with { Workload = workload }, plan.Design);
    }

    private static async Task<byte[]> Block(IMachineGrain machine, int number) =>
        await RepeatedCall.UntilAnswered(() => machine.FinalBlock(number))
            ?? throw new InvalidOperationException($"Block {number} of the result is no longer in the cluster's storage.");
}
