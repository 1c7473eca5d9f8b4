using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Live;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Output.Reports;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Client.Telemetry;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Commands;

/// <summary>run: one design of a scenario, with its traces.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("run", "Run one design of a scenario, and trace it");
        Argument<string> name = new("scenario") { Description = $"A scenario of the library, a file, or {CheckTimerCommand.Scenario}" };
        Option<string?> design = new("--design") { Description = "The design (default: the scenario's first)", HelpName = "name" };
        command.Add(name);
        command.Add(design);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        SeedsOption seeds = new SeedsOption().AddTo(command);
        EngineChoice engine = new EngineChoice().AddTo(command);
        TraceOptions traces = new TraceOptions().AddTo(command);
        OutputOption report = OutputOption.Report().AddTo(command);
        MetricsOptions metrics = new MetricsOptions(traces.Otlp).AddTo(command);
        FailOnOption failOn = new FailOnOption().AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(parsed =>
        {
            // The boot check is a scenario of its own kind: it has boards, not designs.
            if (parsed.GetValue(name) == CheckTimerCommand.Scenario) return CheckTimerCommand.Run(parsed, json, context);
            Func<Experiment, bool> fails = failOn.Of(parsed);
            Scenario scenario = overrides.Apply(parsed, ScenarioStore.Load(parsed.GetValue(name)!));
            string chosen = parsed.GetValue(design) ?? (scenario.Designs.Count > 0 ? scenario.Designs[0] : DesignCatalog.Names[0]);
            if (DesignCatalog.Problem(chosen) is { } problem) throw new BadInputException("--design: " + problem);
            scenario = OverrideOptions.Checked(scenario with { Designs = [chosen] });
            int count = seeds.Of(parsed);
            EngineOptions options = engine.Of(parsed);
            using Outputs outputs = new(context, ScenarioStore.FileOf(parsed.GetValue(name)));
            OutputTarget? figures = json.Open(parsed, outputs), page = report.Open(parsed, outputs);
            using CommandMetrics measured = metrics.Open(parsed, context, outputs);
            using TraceFiles files = traces.Open(parsed, context, outputs, scenario, chosen, count);
            using LiveView? live = traces.Live(parsed, context, scenario, chosen);
            Experiment experiment = ExperimentRunner.Run(
                measured.Context, scenario, [chosen], options, count, TraceTee.Of(files.Sink, live?.Sink), show: live);
            if (experiment.Designs.Count > 0) files.Complete(experiment.Designs[0].First);
            files.Close(context.Error, outputs);
            measured.Close(files.LostSpans);
            figures?.Write(stream => ExperimentJson.Write(stream, experiment, null));
            outputs.Print(_ => ComparisonTable.Write(context, experiment));
            page?.WriteText(text => text.Write(
                ComparisonReport.Of(experiment, null, DetailRun.Of(context, scenario, DetailRun.Worst(experiment), options),
                ReportOrigin.Of(context, scenario, experiment.Designs))));
            return outputs.ExitCode(Ending.Of(context, experiment, fails, measured.HasLost && failOn.MindsLostSpans(parsed)));
        });
        return command;
    }
}
