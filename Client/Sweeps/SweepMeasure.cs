using Tickstorm.Client.Running;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Sweeps;

/// <summary>What a sweep is drawn by: a share of each point and design, and where the scale ends.</summary>
/// <param name="Title">The axis.</param>
/// <param name="Label">What is drawn, as the chart's name begins.</param>
/// <param name="Heading">The section.</param>
/// <param name="Of">The share; null where it is unknown.</param>
/// <param name="Top">The end of the scale, at most 1.</param>
internal sealed record SweepMeasure(
    string Title, string Label, string Heading, Func<SweepResult, string, Estimate?> Of, double Top)
{
    private static readonly double[] s_tops = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1];

    /// <summary>By lost ticks, or, where the scenario has a job, by what interrupts take of its time.</summary>
    public static SweepMeasure For(Scenario scenario, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        if (scenario.Workload.Job.StepNs == 0)
            return new("ticks lost", "Lost ticks", "Share of expected ticks that are lost", SweepTable.Shares, 1);
        double most = results.SelectMany(result => designs.Select(design => JobTime(result, design)?.Mean ?? 0)).DefaultIfEmpty().Max();
        return new(
            "job's time lost", "The job's lost time", "Share of the job's time that interrupts and waiting for them take", JobTime,
            s_tops.First(top => top >= Math.Min(1, most)));
    }

    private static Estimate? JobTime(SweepResult result, string design) => result.Experiment.Designs
        .FirstOrDefault(outcome => outcome.Design == design)?.Estimate(run => 1 - 1 / run.Job?.Slowdown);
}
