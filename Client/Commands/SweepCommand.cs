using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
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
        Argument<string?> name = new("scenario")
        {
            Description = "A scenario of the library, or a file", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> over = new("--over")
        {
            Description =
                "KEY=VALUES, as in cpus=1..4096x2, workload.busy=0..64+8, handler=1us,5us or phases=0us,10us;0us,20us; may be repeated",
            HelpName = "key=values",
        };
        Option<string?> find = new("--find")
        {
            Description = "Find the first value of a key at which each design meets --where", HelpName = "key",
        };
        Option<string?> where = new("--where")
        {
            Description =
                "The condition of --find: a figure of the JSON, a comparison and a number, as in 'lost > 0' or 'latencyNs.p99 > 10us'",
            HelpName = "condition",
        };
        Option<string?> between = new("--between")
        {
            Description = "Where --find looks, as in 1..4096 (default: 1 to the key's largest value)", HelpName = "from..to",
        };
        Option<string?> show = new("--show")
        {
            Description = "Figures of the JSON to show, in a row for each point and design, as in missing,latencyNs.p99",
            HelpName = "figures",
        };
        command.Add(name);
        foreach (Option option in new Option[] { over, find, where, between, show }) command.Add(option);
        CaptureOption capture = new CaptureOption().AddTo(command);
        DesignsOption designs = new DesignsOption().AddTo(command);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        SeedsOption seeds = new SeedsOption().AddTo(command);
        EngineChoice engine = new EngineChoice().AddTo(command);
        MetricsOptions metrics = new MetricsOptions().AddTo(command);
        FailOnOption failOn = new FailOnOption().AddTo(command);
        OutputOption csv = new OutputOption("--csv", "CSV", "file").AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        OutputOption report = OutputOption.Report().AddTo(command);
        GoesWith.Add(command, show.Name, over.Name);
        GoesWith.Add(command, where.Name, find.Name);
        GoesWith.Add(command, between.Name, find.Name);
        GoesWith.Add(command, "--per-cpu", "--json");
        command.SetAction(parsed =>
        {
            Func<Experiment, bool> fails = failOn.Of(parsed);
            Scenario scenario = overrides.Apply(parsed, Input(parsed, context, name, capture));
            IReadOnlyList<string> chosen = designs.Of(parsed, scenario);
            scenario = scenario with { Designs = chosen };
            CollapseQuestion? question = parsed.GetValue(find) is { } key
                ? CollapseQuestion.Parse(key, parsed.GetValue(where), parsed.GetValue(between))
                : null;
            string[] ranges = parsed.GetValue(over) ?? [];
            CheckChoice(question is not null, ranges.Length > 0);
            SweepAxis[] axes = [.. ranges.Select(SweepAxis.Parse)];
            foreach (SweepAxis axis in axes) overrides.MustNotSet(parsed, axis.Key, over.Name);
            if (question is not null) overrides.MustNotSet(parsed, question.Key, find.Name);
            string[] words = parsed.GetValue(show)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
            // Of a job it is how long it takes that one wants to see.
            if (words.Length == 0 && scenario.Workload.Job.StepNs > 0) words = ["job.steps", "job.slowdown"];
            FigurePath[] shown = [.. words.Select(word => FigurePath.Parse(word, "--show"))];
            IReadOnlyList<SweepPoint> points = question is null ? SweepPoint.Of(scenario, axes) : [];
            int count = seeds.Of(parsed);
            EngineOptions options = engine.Of(parsed);
            RunNeeds.Of(points.Select(point => point.Scenario), options, count).Announce(context);
            using Outputs outputs = new(context, ScenarioStore.FileOf(parsed.GetValue(name)), capture.Of(parsed));
            OutputTarget? rows = csv.Open(parsed, outputs), figures = json.Open(parsed, outputs), page = report.Open(parsed, outputs);
            using CommandMetrics measured = metrics.Open(parsed, context, outputs);
            bool failed = false;
            if (question is not null)
            {
                IReadOnlyList<CollapsePoint> found = CollapseSearch.Run(measured.Context, scenario, question, chosen, options, count);
                measured.Close();
                rows?.WriteText(text => CollapseTable.WriteCsv(text, question, found));
                figures?.Write(stream => CollapseTable.WriteJson(stream, scenario, question, found, count));
                outputs.Print(_ => CollapseTable.Write(context, question, found, count));
                page?.WriteText(text => text.Write(CollapseTable.Report(context, scenario, question, found, count)));
            }
            else
            {
                List<SweepResult> results = RunAll(context, measured, axes, points, chosen, options, count);
                measured.Close();
                rows?.WriteText(text => SweepCsv.Write(text, axes, results, count));
                figures?.Write(stream => SweepJson.Write(stream, scenario, axes, results, count));
                outputs.Print(_ => SweepTable.Write(context, axes, chosen, results, shown));
                page?.WriteText(text => text.Write(SweepReport.Of(context, scenario, axes, chosen, results, shown, options)));
                failed = results.Any(r => fails(r.Experiment));
            }

            failed |= measured.HasLost && failOn.MindsLostSpans(parsed);
            return outputs.ExitCode(
                context.Cancel.IsCancellationRequested ? ExitCodes.Interrupted : failed ? ExitCodes.Found : ExitCodes.Done);
        });
        return command;
    }

    private static Scenario Input(ParseResult parsed, ClientContext context, Argument<string?> name, CaptureOption capture)
    {
        string? scenario = parsed.GetValue(name);
        if (scenario is null == (capture.Of(parsed) is null))
        {
            throw new BadInputException(scenario is null
                ? "Required argument missing for command: 'sweep': a scenario, or --capture with a capture."
                : "Give either a scenario or --capture, not both.");
        }

        return scenario is null ? capture.Read(parsed, context).Scenario : ScenarioStore.Load(context.Reads(scenario));
    }

    private static void CheckChoice(bool finds, bool ranges)
    {
        if (finds == ranges)
        {
            throw new BadInputException(
                "A sweep needs --over KEY=VALUES, as in --over cpus=1..4096x2, or --find KEY, as in --find cpus --where 'lost > 0', " +
                "not both.");
        }
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
        ClientContext plain = context with { ErrorIsTerminal = false };
        try
        {
            Parallel.For(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = Cluster.ClusterCommands.SweepWidth }, (i, state) =>
            {
                if (context.Cancel.IsCancellationRequested)
                {
                    state.Stop();
                    return;
                }

                string label = $"point {i + 1} of {points.Count}, {SweepPoint.Label(axes, points[i].Values)}: ";
                ClientContext here = measured.At(plain, SweepPoint.Label(axes, points[i].Values));
                results[i] = new SweepResult(
                    points[i].Values, ExperimentRunner.Run(here, points[i].Scenario, designs, options, seeds, label: label));
            });
        }
        catch (AggregateException failures)
        {
            throw failures.InnerExceptions.FirstOrDefault(f => f is BadInputException) ?? failures.InnerExceptions[0];
        }

        return [.. results.OfType<SweepResult>()];
    }
}
