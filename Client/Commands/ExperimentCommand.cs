using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Live;
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

/// <summary>
/// What run, compare and cluster run share: designs of a scenario are run, and everything that was asked for is written of them.
/// </summary>
internal sealed class ExperimentCommand
{
    private readonly ClientContext _context;
    private readonly OverrideOptions _overrides;
    private readonly SeedsOption _seeds;
    private readonly EngineChoice _engine;
    private readonly TraceOptions? _traces;
    private readonly MetricsOptions _metrics;
    private readonly FailOnOption _failOn;
    private readonly OutputOption _json;
    private readonly OutputOption _report;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="context">The outside world.</param>
    /// <param name="command">The command.</param>
    /// <param name="engine">Adds the choice of the engine.</param>
    /// <param name="traces">Adds what may be traced; null for nothing.</param>
    public ExperimentCommand(
        ClientContext context, Command command, Func<Command, EngineChoice> engine, Func<Command, TraceOptions>? traces)
    {
        _context = context;
        _overrides = new OverrideOptions().AddTo(command);
        _seeds = new SeedsOption().AddTo(command);
        _engine = engine(command);
        _traces = traces?.Invoke(command);
        _metrics = new MetricsOptions(_traces?.Otlp).AddTo(command);
        _failOn = new FailOnOption().AddTo(command);
        _json = OutputOption.Json().AddTo(command);
        _report = OutputOption.Report().AddTo(command);
        GoesWith.Add(command, "--per-cpu", "--json");
    }

    /// <summary>Where JSON goes.</summary>
    public OutputOption Json => _json;

    /// <summary>Where the report goes.</summary>
    public OutputOption Report => _report;

    /// <summary>True when the designs are held against each other at the end.</summary>
    public bool Answers { get; init; }

    /// <summary>Runs several scenarios and writes them side by side; the exit code.</summary>
    /// <param name="parsed">The options as given.</param>
    /// <param name="inputs">The scenarios, before overrides; each with a name of its own.</param>
    /// <param name="designs">Chooses the designs of each.</param>
    /// <param name="files">Files that are read: no output may be one of them.</param>
    public int RunAll(
        ParseResult parsed, IReadOnlyList<Scenario> inputs, Func<Scenario, IReadOnlyList<string>> designs, params string?[] files)
    {
        if (_traces?.IsAsked(parsed) == true) throw new BadInputException("A trace is of one run: give --trace with one scenario.");
        Func<Experiment, bool> fails = _failOn.Of(parsed);
        Scenario[] scenarios = [.. inputs.Select(input => _overrides.Apply(parsed, input))];
        scenarios = [.. scenarios.Select(s => OverrideOptions.Checked(s with { Designs = designs(s) }, s.Name))];
        int count = _seeds.Of(parsed);
        EngineOptions options = _engine.Of(parsed);
        RunNeeds.Of(scenarios, options, count).Announce(_context);
        using Outputs outputs = new(_context, files);
        OutputTarget? figures = _json.Open(parsed, outputs), page = _report.Open(parsed, outputs);
        using CommandMetrics measured = _metrics.Open(parsed, _context, outputs);
        List<Experiment> experiments = [];
        foreach (Scenario scenario in scenarios)
        {
            if (_context.Cancel.IsCancellationRequested) break;
            experiments.Add(
                ExperimentRunner.Run(measured.Context, scenario, scenario.Designs, options, count, label: $"{scenario.Name}, "));
        }

        measured.Close();
        figures?.Write(stream => ExperimentJson.WriteAll(stream, experiments));
        outputs.Print(_ => SideBySide.Write(_context, experiments));
        if (experiments.Count > 0) page?.WriteText(text => text.Write(SideBySideReport.Of(_context, experiments)));
        bool failed = (measured.HasLost && _failOn.MindsLostSpans(parsed)) || experiments.Any(fails);
        return outputs.ExitCode(_context.ExitCode(failed ? ExitCodes.Found : ExitCodes.Done));
    }

    /// <summary>Runs what a result was made of again, and holds the digests against it; the exit code.</summary>
    /// <param name="parsed">The options as given.</param>
    /// <param name="before">The result.</param>
    /// <param name="designs">Chooses the designs.</param>
    public int Repeat(ParseResult parsed, ResultFile before, Func<Scenario, IReadOnlyList<string>> designs) =>
        Run(parsed, before.Scenario, designs, before, null, before.Path);

    /// <summary>Runs and writes; the exit code.</summary>
    /// <param name="parsed">The options as given.</param>
    /// <param name="input">The scenario, before overrides.</param>
    /// <param name="designs">Chooses the designs.</param>
    /// <param name="files">Files that are read: no output may be one of them.</param>
    public int Run(ParseResult parsed, Scenario input, Func<Scenario, IReadOnlyList<string>> designs, params string?[] files) =>
        Run(parsed, input, designs, null, null, files);

    /// <summary>Runs the machine of a capture, and writes what was measured beside it; the exit code.</summary>
    /// <param name="parsed">The options as given.</param>
    /// <param name="kernel">The captured kernel.</param>
    /// <param name="input">Its scenario, before overrides.</param>
    /// <param name="designs">Chooses the designs.</param>
    /// <param name="file">The capture: no output may be it.</param>
    public int RunBeside(
        ParseResult parsed, CapturedKernel kernel, Scenario input, Func<Scenario, IReadOnlyList<string>> designs, string file) =>
        Run(parsed, input, designs, null, kernel, file);

    private int Run(
        ParseResult parsed, Scenario input, Func<Scenario, IReadOnlyList<string>> designs, ResultFile? before, CapturedKernel? kernel,
        params string?[] files)
    {
        Func<Experiment, bool> fails = _failOn.Of(parsed);
        Scenario scenario = _overrides.Apply(parsed, input);
        IReadOnlyList<string> chosen = designs(scenario);
        scenario = OverrideOptions.Checked(scenario with { Designs = chosen });
        int count = before is null || _seeds.IsGiven(parsed) ? _seeds.Of(parsed) : before.Seeds;
        EngineOptions options = _engine.Of(parsed);
        RunNeeds.Of([scenario], options, count).Announce(_context);
        using Outputs outputs = new(_context, files);
        OutputTarget? figures = _json.Open(parsed, outputs), page = _report.Open(parsed, outputs);
        using CommandMetrics measured = _metrics.Open(parsed, _context, outputs);
        using TraceFiles? traces = OpenTraces(parsed, outputs, scenario, chosen, count);
        measured.Trace(traces?.RunId, traces is null ? null : traces.Has);
        using LiveView? live = chosen.Count == 1 ? _traces?.Live(parsed, _context, scenario, chosen[0]) : null;

        Experiment experiment = ExperimentRunner.Run(
            measured.Context, scenario, chosen, options, count, TraceTee.Of(traces?.Sink, live?.Sink), show: live);
        if (experiment.Designs.Count > 0) traces?.Complete(experiment.Designs[0].First);
        traces?.Close(_context.Error, outputs);
        measured.Close(traces?.LostSpans ?? 0);

        Answer? answer = Answers ? Answer.Of(_context, experiment, options) : null;
        Measured? measuredKernel = kernel?.Beside(_context, experiment, options);
        figures?.Write(stream => ExperimentJson.Write(stream, experiment, answer, measuredKernel?.Fit));
        outputs.Print(_ =>
        {
            if (measuredKernel is not null) FitTable.Write(_context, measuredKernel.Fit);
            ComparisonTable.Write(_context, experiment, answer);
        });
        bool differs = before is not null && Differs(parsed, outputs, before, experiment);
        page?.WriteText(text => text.Write(
            ComparisonReport.Of(
                experiment, answer, DetailRun.Of(_context, scenario, DetailRun.Worst(experiment)?.Design, options),
                measuredKernel, ReportOrigin.Of(_context, scenario, experiment.Designs))));
        bool lost = measured.HasLost && _failOn.MindsLostSpans(parsed);
        return outputs.ExitCode(Ending.Of(_context, experiment, found => differs || fails(found), lost));
    }

    private bool Differs(ParseResult parsed, Outputs outputs, ResultFile before, Experiment experiment)
    {
        bool changed = _overrides.IsAny(parsed) || _seeds.IsGiven(parsed);
        (bool differs, IReadOnlyList<string> lines) = DigestCheck.Of(before, experiment, changed);
        outputs.Print(text =>
        {
            foreach (string line in lines) text.WriteLine(line);
        });
        if (differs && outputs.TakeStandard) _context.Error.WriteLine(string.Join('\n', lines));
        return differs;
    }

    private TraceFiles? OpenTraces(ParseResult parsed, Outputs outputs, Scenario scenario, IReadOnlyList<string> chosen, int seeds)
    {
        if (_traces?.IsAsked(parsed) != true) return null;
        if (chosen.Count != 1) throw new BadInputException("A trace is of one run: give --trace with --designs and one name.");
        return _traces.Open(parsed, _context, outputs, scenario, chosen[0], seeds);
    }
}
