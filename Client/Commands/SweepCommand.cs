using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Client.Sweeps;
using Tickstorm.Client.Telemetry;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Commands;

/// <summary>sweep: find the CPU count, skew or handler time at which a design collapses.</summary>
internal static class SweepCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("sweep", "Run a scenario over ranges of values, to find where a design collapses");
        Argument<string> name = new("scenario") { Description = "A scenario of the library, or a file" };
        Option<string[]> over = new("--over")
        {
            Description = "KEY=VALUES, as in cpus=1..4096x2, workload.busy=0..64+8 or handler=1us,5us; may be repeated",
            HelpName = "key=values", Required = true,
        };
        command.Add(name);
        command.Add(over);
        DesignsOption designs = new DesignsOption().AddTo(command);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        SeedsOption seeds = new SeedsOption().AddTo(command);
        EngineChoice engine = new EngineChoice().AddTo(command);
        MetricsOptions metrics = new MetricsOptions().AddTo(command);
        FailOnOption failOn = new FailOnOption().AddTo(command);
        OutputOption csv = new OutputOption("--csv", "CSV", "file").AddTo(command);
        OutputOption report = OutputOption.Report().AddTo(command);
        command.SetAction(parsed =>
        {
            Func<Experiment, bool> fails = failOn.Of(parsed);
            Scenario scenario = overrides.Apply(parsed, ScenarioStore.Load(parsed.GetValue(name)!));
            IReadOnlyList<string> chosen = designs.Of(parsed, scenario);
            SweepAxis[] axes = [.. parsed.GetValue(over)!.Select(SweepAxis.Parse)];
            IReadOnlyList<SweepPoint> points = SweepPoint.Of(scenario with { Designs = chosen }, axes);
            int count = seeds.Of(parsed);
            EngineOptions options = engine.Of(parsed);
            using Outputs outputs = new(context, ScenarioStore.FileOf(parsed.GetValue(name)));
            OutputTarget? rows = csv.Open(parsed, outputs), page = report.Open(parsed, outputs);
            using CommandMetrics measured = metrics.Open(parsed, context, outputs);
            List<SweepResult> results = RunAll(context, measured, axes, points, chosen, options, count);
            measured.Close();

            rows?.WriteText(text => SweepCsv.Write(text, axes, results, count));
            outputs.Print(_ => SweepTable.Write(context, axes, chosen, results));
            page?.WriteText(text => text.Write(SweepReport.Of(context, scenario, axes, chosen, results, options)));
            return outputs.ExitCode(context.Cancel.IsCancellationRequested
                ? ExitCodes.Interrupted
                : (measured.HasLost && failOn.MindsLostSpans(parsed)) || results.Any(r => fails(r.Experiment))
                ? ExitCodes.Found
                : ExitCodes.Done);
        });
        return command;
    }

    private static List<SweepResult> RunAll(
        ClientContext context, CommandMetrics measured, SweepAxis[] axes, IReadOnlyList<SweepPoint> points,
        IReadOnlyList<string> designs, EngineOptions options, int seeds)
    {
        if (options.Kind == "cluster") return RunSpread(context, measured, axes, points, designs, options with { InOneSilo = true }, seeds);
        List<SweepResult> results = [];
        foreach (SweepPoint point in points)
        {
            if (context.Cancel.IsCancellationRequested) break;
            string name = SweepPoint.Label(axes, point.Values);
            string label = $"point {results.Count + 1} of {points.Count}, {name}: ";
            results.Add(new SweepResult(
                point.Values, ExperimentRunner.Run(measured.At(context, name), point.Scenario, designs, options, seeds, label: label)));
        }

        return results;
    }

    // On a cluster the points are run at the same time, each whole run in one silo.
    private static List<SweepResult> RunSpread(
        ClientContext context, CommandMetrics measured, SweepAxis[] axes, IReadOnlyList<SweepPoint> points,
        IReadOnlyList<string> designs, EngineOptions options, int seeds)
    {
        SweepResult?[] results = new SweepResult?[points.Count];
        ClientContext quiet = context with { ErrorIsTerminal = false };
        try
        {
            Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = Cluster.ClusterCommands.SweepWidth }, (i, state) =>
            {
                if (context.Cancel.IsCancellationRequested)
                {
                    state.Stop();
                    return;
                }

                ClientContext here = measured.At(quiet, SweepPoint.Label(axes, points[i].Values));
                results[i] = new SweepResult(points[i].Values, ExperimentRunner.Run(here, points[i].Scenario, designs, options, seeds));
            });
        }
        catch (AggregateException failures)
        {
            throw failures.InnerExceptions.FirstOrDefault(f => f is BadInputException) ?? failures.InnerExceptions[0];
        }

        return [.. results.OfType<SweepResult>()];
    }
}
