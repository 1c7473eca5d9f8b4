using System.CommandLine;
using Tickstorm.Client.Live;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Commands;

/// <summary>--trace FILE, --otlp, --live: where the trace of a run goes.</summary>
internal sealed class TraceOptions
{
    private readonly Option<string[]> _files = new("--trace")
    {
        Description = $"Write a trace; the name decides the format: {TraceFormats.Endings}",
        HelpName = "file",
    };
    private readonly Option<bool> _otlp = new("--otlp")
    {
        Description = "Post the trace to OTEL_EXPORTER_OTLP_ENDPOINT while the run goes on, and metrics and wall-clock spans at its end",
    };
    private readonly EpochOption _epoch = new();
    private readonly TraceSampleOption _sample = new();
    private readonly Option<bool> _live = new("--live") { Description = "Show the run on the terminal while it goes on" };

    /// <summary>--otlp, which posts metrics as well; null for a command that has --trace alone.</summary>
    public Option<bool>? Otlp { get; private set; }

    /// <summary>Adds the options to a command.</summary>
    public TraceOptions AddTo(Command command)
    {
        command.Add(_files);
        command.Add(Otlp = _otlp);
        command.Add(_live);
        AddShared(command, _files.Name, _otlp.Name);
        return this;
    }

    /// <summary>Adds what files need.</summary>
    public TraceOptions AddFilesTo(Command command)
    {
        command.Add(_files);
        AddShared(command, _files.Name);
        return this;
    }

    private void AddShared(Command command, params string[] traces)
    {
        _epoch.AddTo(command);
        _sample.AddTo(command);
        GoesWith.Add(command, "--epoch", traces);
        GoesWith.Add(command, "--trace-sample", traces);
    }

    /// <summary>True when a trace was asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 } || (Otlp is not null && parsed.GetValue(_otlp));

    /// <summary>Opens what was asked for.</summary>
    public TraceFiles Open(ParseResult parsed, ClientContext context, Outputs outputs, Scenario scenario, string design, int seeds)
    {
        string[] paths = parsed.GetValue(_files) ?? [];
        bool posts = parsed.GetValue(_otlp);
        if ((paths.Length > 0 || posts) && seeds > 1)
            throw new BadInputException("A trace is of one run: give --trace and --otlp without --seeds.");
        (TraceBudget written, TraceBudget posted) = _sample.Of(parsed, scenario.Trace);
        long? epoch = _epoch.Of(parsed);
        OtlpEndpoint? endpoint = posts ? Endpoint() : null;
        Scenario sampled = scenario with { Trace = written };
        TraceRunInfo info = TraceRunInfo.For(sampled, design).At(epoch);
        TraceFiles files = TraceFiles.Open(outputs.Set, _files.Name, paths, info, written);
        // Live backends hide spans of the past: virtual time 0 is now unless said.
        if (endpoint is not null)
            files.Post(endpoint, TraceRunInfo.For(scenario with { Trace = posted }, design), posted, epoch, context.Cancel);
        foreach (string sentence in TraceEstimate.Sentences(paths, sampled)) context.Error.WriteLine($"{_files.Name} {sentence}");
        return files;
    }

    /// <summary>The view of --live; null when it was not asked for.</summary>
    public LiveView? Live(ParseResult parsed, ClientContext context, Scenario scenario, string design) =>
        parsed.GetValue(_live) ? new LiveView(context, scenario.Run.DurationNs, TraceRunInfo.For(scenario, design)) : null;

    /// <summary>The endpoint that the environment names; null when it names one for metrics alone.</summary>
    public static OtlpEndpoint? Endpoint()
    {
        try
        {
            OtlpEndpoint? endpoint = OtlpEndpoint.FromEnvironment(Environment.GetEnvironmentVariable);
            return endpoint is not null || Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is { Length: > 0 }
                ? endpoint
                : throw new BadInputException(
                    "--otlp needs OTEL_EXPORTER_OTLP_ENDPOINT, as in OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318");
        }
        catch (FormatException e)
        {
            throw new BadInputException(e.Message);
        }
    }
}
