using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Output.Reports;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Client.Telemetry;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Commands;

/// <summary>compare: run a scenario under several designs and say which survive.</summary>
internal static class CompareCommand
{
    /// <summary>What is compared when nothing is named: the question of 2007.</summary>
    public const string DefaultScenario = "irq0-2007";

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) =>
        Build(context, new Command("compare", "Compare delivery designs: which ticks arrive, which are lost, which CPUs fall silent"),
            command => new EngineChoice().AddTo(command), traced: false);

    /// <summary>cluster run: the same on the cluster.</summary>
    public static Command OnCluster(ClientContext context) =>
        Build(context, new Command("run", "Run a scenario's designs on the cluster, as compare does here"),
            command => new EngineChoice().AddToCluster(command), traced: true);

    private static Command Build(ClientContext context, Command command, Func<Command, EngineChoice> addEngine, bool traced)
    {
        Argument<string?> name = new("scenario")
        {
            Description = $"A scenario of the library, or a file (default: {DefaultScenario})", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> capture = new("--capture")
        {
            Description = "Take CPUs, HZ, phases and handler times from a capture of a real kernel", HelpName = "file",
        };
        command.Add(name);
        command.Add(capture);
        DesignsOption designs = new DesignsOption().AddTo(command);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        SeedsOption seeds = new SeedsOption().AddTo(command);
        EngineChoice engine = addEngine(command);
        TraceOptions? traces = traced ? new TraceOptions().AddFilesTo(command) : null;
        MetricsOptions metrics = new MetricsOptions().AddTo(command);
        FailOnOption failOn = new FailOnOption().AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        OutputOption report = OutputOption.Report().AddTo(command);
        command.SetAction(parsed =>
        {
            Func<Experiment, bool> fails = failOn.Of(parsed);
            Scenario scenario = overrides.Apply(parsed, Input(parsed.GetValue(name), parsed.GetValue(capture), context));
            IReadOnlyList<string> chosen = designs.Of(parsed, scenario);
            scenario = OverrideOptions.Checked(scenario with { Designs = chosen });
            EngineOptions options = engine.Of(parsed);
            using Outputs outputs = new(context, ScenarioStore.FileOf(parsed.GetValue(name)), parsed.GetValue(capture));
            OutputTarget? figures = json.Open(parsed, outputs), page = report.Open(parsed, outputs);
            using CommandMetrics measured = metrics.Open(parsed, context, outputs);
            int count = seeds.Of(parsed);
            bool writes = traces?.HasFiles(parsed) == true;
            if (writes && chosen.Count != 1)
                throw new BadInputException("A trace is of one run: give --trace with --designs and one name.");
            using TraceFiles? files = writes ? traces!.Open(parsed, context, outputs, scenario, chosen[0], count) : null;
            Experiment experiment = ExperimentRunner.Run(measured.Context, scenario, chosen, options, count, files?.Sink);
            if (experiment.Designs.Count > 0) files?.Complete(experiment.Designs[0].First);
            files?.Close(context.Error, outputs);
            measured.Close();
            Answer answer = Answer.Of(context, experiment, options);
            figures?.Write(stream => ExperimentJson.Write(stream, experiment, answer));
            outputs.Print(_ => ComparisonTable.Write(context, experiment, answer));
            page?.WriteText(text => text.Write(
                ComparisonReport.Of(experiment, answer, DetailRun.Of(context, scenario, DetailRun.Worst(experiment), options),
                ReportOrigin.Of(context, scenario, experiment.Designs))));
            return outputs.ExitCode(Ending.Of(context, experiment, fails, measured.HasLost && failOn.MindsLostSpans(parsed)));
        });
        return command;
    }

    private static Scenario Input(string? name, string? capture, ClientContext context) => (name, capture) switch
    {
        (not null, not null) => throw new BadInputException("Give either a scenario or --capture, not both."),
        (_, not null) => CaptureInput.Calibrate(capture, context).Scenario,
        _ => ScenarioStore.Load(name ?? DefaultScenario),
    };
}
