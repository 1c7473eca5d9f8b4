using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Running;

/// <summary>Runs designs one after the other, each with every seed.</summary>
internal static class ExperimentRunner
{
    /// <summary>Runs until done or interrupted; what was finished by then is in the result.</summary>
    public static Experiment Run(
        ClientContext context, Scenario scenario, IReadOnlyList<string> designs, EngineOptions options, int seeds, ITraceSink? trace = null,
        string label = "", IRunProgress? show = null)
    {
        if (scenario.Run.Seed > ulong.MaxValue - (ulong)(seeds - 1))
            throw new BadInputException($"--seeds {seeds} from seed {scenario.Run.Seed} would pass the largest seed, {ulong.MaxValue}");
        List<DesignOutcome> outcomes = [];
        options = EngineChoice.Suited(options, scenario.Machine.Cpus);
        using IRunProgress progress = show ?? new ProgressLine(context, scenario.Run.DurationNs);
        foreach (string design in designs)
        {
            List<DesignResult> runs = [];
            for (int i = 0; i < seeds && !context.Cancel.IsCancellationRequested; i++)
            {
                progress.Begin(
                    $"{label}{design} ({outcomes.Count + 1} of {designs.Count}{(seeds > 1 ? $", seed {i + 1} of {seeds}" : "")})");
                if (TryRun(context, WithSeed(scenario, i), design, options, trace, progress) is { } result) runs.Add(result);
            }

            if (runs.Count > 0) outcomes.Add(new DesignOutcome(design, runs));
            if (context.Cancel.IsCancellationRequested) break;
        }

        bool complete = outcomes.Count == designs.Count && outcomes.All(o => o.Runs.Count == seeds && o.Runs.All(r => r.Complete));
        return new Experiment(scenario, outcomes, seeds, complete);
    }

    private static DesignResult? TryRun(
        ClientContext context, Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IRunProgress progress)
    {
        try
        {
            return WallClock.Measure(() => context.Simulate(scenario, design, options, trace, progress, context.Cancel));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The scenario with its seed moved on.</summary>
    public static Scenario WithSeed(Scenario scenario, int index) =>
        scenario with { Run = scenario.Run with { Seed = unchecked(scenario.Run.Seed + (ulong)index) } };
}
