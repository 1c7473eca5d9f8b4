using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Live;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Reports;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Client.Telemetry;
using Tickstorm.Kernel.Designs;
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
        ReportOption report = new ReportOption().AddTo(command);
        MetricsOptions metrics = new MetricsOptions(traces.Otlp).AddTo(command);
        FailOnOption failOn = new FailOnOption().AddTo(command);
        JsonTarget json = new JsonTarget().AddTo(command);
        command.SetAction(parsed =>
        {
            // The boot check is a scenario of its own kind: it has boards, not designs.
            if (parsed.GetValue(name) == CheckTimerCommand.Scenario) return CheckTimerCommand.Run(json.Path(parsed), context.Output);
            Func<Experiment, bool> fails = failOn.Of(parsed);
            Scenario scenario = overrides.Apply(parsed, ScenarioStore.Load(parsed.GetValue(name)!));
            string chosen = parsed.GetValue(design) ?? (scenario.Designs.Count > 0 ? scenario.Designs[0] : DesignCatalog.Names[0]);
            if (DesignLibrary.Problem(chosen, scenario) is { } problem) throw new BadInputException("--design: " + problem);
            scenario = OverrideOptions.Checked(scenario with { Designs = [chosen] });
            int count = seeds.Of(parsed);
            EngineOptions options = engine.Of(parsed);
            using CommandMetrics measured = metrics.Open(parsed, context);
            using TraceFiles files = traces.Open(parsed, scenario, chosen, count, context.Cancel);
            using LiveView? live = traces.Live(parsed, context, scenario, chosen);
            Experiment experiment = ExperimentRunner.Run(
                measured.Context, scenario, [chosen], options, count, TraceTee.Of(files.Sink, live?.Sink), show: live);
            if (experiment.Designs.Count > 0) files.Complete(experiment.Designs[0].First);
            files.Close(context.Error);
            measured.Close(files.LostSpans);
            json.Write(parsed, context, experiment);
            if (!json.TakesOutput(parsed)) ComparisonTable.Write(context, experiment);
            report.Write(
                parsed, () => ComparisonReport.Of(experiment, null, DetailRun.Of(context, scenario, DetailRun.Worst(experiment), options),
                ReportOrigin.Of(context, scenario, experiment.Designs)));
            return Ending.Of(context, experiment, fails);
        });
        return command;
    }
}
