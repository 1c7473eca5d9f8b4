using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output.Answers;

/// <summary>
/// What becomes of jiffies over many seeds, for designs that lose ticks where the winner of a collision is drawn: one seed shows one draw.
/// </summary>
internal sealed class JiffiesShares
{
    private const int Seeds = 100, FewestSeeds = 10;

    // Bounds the work by the scenario alone, so that the answer does not depend on the computer: this many expected ticks in all.
    private const long MostTicks = 20_000_000;

    private readonly Dictionary<string, string[]> _states = [];

    /// <summary>Runs the designs that need it, each with as many seeds as the bound allows, up to 100; with fewer than 10, none.</summary>
    public static JiffiesShares Of(ClientContext context, Experiment experiment, EngineOptions options)
    {
        JiffiesShares shares = new();
        foreach (DesignOutcome outcome in experiment.Designs)
            shares._states[outcome.Design] = [.. outcome.Runs.Select(r => r.Jiffies.State ?? Readable.Unknown)];
        if (experiment.Scenario.Lock.Arbitration != LockArbitration.Random || !experiment.Complete) return shares;

        DesignOutcome[] needed = [.. experiment.Designs.Where(o => o.First.Supported && o.Runs.Any(r => r.Ticks.Lost > 0))];
        long ticks = needed.Sum(o => Math.Max(1, o.First.Ticks.Expected));
        int seeds = (int)Math.Min(Seeds, MostTicks / Math.Max(1, ticks));
        if (seeds < FewestSeeds || seeds <= experiment.Seeds) return shares;
        foreach (DesignOutcome outcome in needed)
        {
            if (Run(context, experiment.Scenario, outcome, options, seeds) is { } states) shares._states[outcome.Design] = states;
        }

        return shares;
    }

    /// <summary>The state of jiffies with each seed.</summary>
    public IReadOnlyList<string> Of(DesignOutcome outcome) => _states[outcome.Design];

    private static string[]? Run(ClientContext context, Scenario scenario, DesignOutcome outcome, EngineOptions options, int seeds)
    {
        string[] states = new string[seeds];
        EngineOptions alone = options with { Kind = "parallel", Threads = 1, PerCpu = false };
        try
        {
            Parallel.For(0, seeds, new ParallelOptions { CancellationToken = context.Cancel }, i =>
            {
                states[i] = (i < outcome.Runs.Count
                    ? outcome.Runs[i]
                    : context.Simulate(ExperimentRunner.WithSeed(scenario, i), outcome.Design, alone, null, null, context.Cancel))
                    .Jiffies.State ?? Readable.Unknown;
            });
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        return states;
    }
}
