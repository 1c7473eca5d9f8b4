using System.CommandLine;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Output.Reports;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Client.Telemetry;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster attach and cluster result: the result of a run that anybody has started, from the cluster's storage.</summary>
internal sealed class ResultCommand
{
    private readonly ClientContext _context;
    private readonly bool _waits;
    private readonly ChosenRun _run;
    private readonly MetricsOptions _metrics;
    private readonly FailOnOption _failOn;
    private readonly OutputOption _json, _report;

    private ResultCommand(ClientContext context, Command command, bool waits)
    {
        (_context, _waits) = (context with { Detachment = new Detachment(context.Cancel) }, waits);
        _run = new ChosenRun().AddTo(command);
        _metrics = new MetricsOptions(null).AddTo(command);
        _failOn = new FailOnOption().AddTo(command);
        _json = OutputOption.Json().AddTo(command);
        _report = OutputOption.Report().AddTo(command);
        command.SetAction(ShowOrLeave);
    }

    /// <summary>cluster attach.</summary>
    public static Command Attach(ClientContext context) =>
        Build(context, new Command("attach", "Follow a run to its end and show its result; Ctrl-C leaves it alone"), waits: true);

    /// <summary>cluster result.</summary>
    public static Command Result(ClientContext context) =>
        Build(context, new Command("result", "Show the result of a run that has ended"), waits: false);

    private static Command Build(ClientContext context, Command command, bool waits)
    {
        _ = new ResultCommand(context, command, waits);
        return command;
    }

    // Before it has found the run, too, a command that only looks at it may go.
    private async Task<int> ShowOrLeave(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            return await Show(parsed, cancel);
        }
        catch (OperationCanceledException) when (_waits && _context.Cancel.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
    }

    private async Task<int> Show(ParseResult parsed, CancellationToken cancel)
    {
        Func<Experiment, bool> fails = _failOn.Of(parsed);
        string name = _run.Of(parsed);
        using Outputs outputs = new(_context);
        OutputTarget? figures = _json.Open(parsed, outputs), page = _report.Open(parsed, outputs);
        await using ClusterLink link = await ClusterLink.Open(cancel);
        RunSubmission run = new(name, link.Client.GetGrain<IMachineGrain>(name));
        RunProgress progress = await RepeatedCall.UntilAnswered(run.Machine.Status);
        ChosenRun.Known(name, progress);
        if (!_waits && !progress.HasEnded)
            throw new BadInputException($"{name} has not ended; tickstorm cluster attach {name} follows it to its end.");
        RunShape shape = await RepeatedCall.UntilAnswered(run.Machine.Shape);
        Scenario scenario = ScenarioReader.Read(shape.Scenario, shape.Name, shape.Name, cancel: cancel).Scenario!;
        scenario = scenario with { Designs = [shape.Design] };

        ClientContext attached = _context with
        {
            Simulate = (_, _, _, _, shown, _) => Follow(run, scenario, shape, shown, cancel).GetAwaiter().GetResult(),
        };
        using CommandMetrics measured = _metrics.Open(parsed, attached, outputs);
        EngineOptions options = new() { Kind = "cluster", PerCpu = shape.PerCpu };
        Experiment experiment = ExperimentRunner.Run(measured.Context, scenario, scenario.Designs, options, seeds: 1);
        measured.Close();
        bool left = _waits && _context.Cancel.IsCancellationRequested;
        if (experiment.Designs.Count == 0) return left ? ExitCodes.Done : ExitCodes.Interrupted;
        figures?.Write(stream => ExperimentJson.Write(stream, experiment, answer: null));
        outputs.Print(text =>
        {
            ComparisonTable.Write(_context, experiment);
            text.WriteLine($"digest {DigestText.Of(_context, experiment.Designs[0].First.Digest)}");
        });
        page?.WriteText(text => text.Write(
            ComparisonReport.Of(
                experiment, answer: null, DetailRun.Of(_context, scenario, DetailRun.Worst(experiment)?.Design, options), null,
                ReportOrigin.Of(_context, scenario, experiment.Designs))));
        bool lost = measured.HasLost && _failOn.MindsLostSpans(parsed);
        int code = Ending.Of(_context, experiment, fails, lost);
        return outputs.ExitCode(code == ExitCodes.Done && !experiment.Complete ? ExitCodes.Interrupted : code);
    }

    private async Task<DesignResult> Follow(
        RunSubmission run, Scenario scenario, RunShape shape, IProgress<long>? shown, CancellationToken cancel)
    {
        RunTeller teller = new(_context.Error, _context.Detachment);
        RunProgress end = await new RunWatch(run, shown, trace: null, teller, CancellationToken.None).End();
        MachinePlan plan = new(scenario, DesignLibrary.Find(scenario, shape.Design)!);
        return await ClusterRun.Result(run, end, plan, shape.PerCpu, trace: null, teller.Story, cancel);
    }
}
