using System.CommandLine;
using Tickstorm.Scenarios;
using Tickstorm.Traces;

namespace Tickstorm.Client.Commands;

/// <summary>--trace FILE, --otlp, --live: where the trace of a run goes.</summary>
internal sealed class TraceOptions
{
    private readonly Option<string[]> _files = new("--trace") { Description = "Write a trace; the name decides the format: .dat, .ctf, .otlp, .otlp.json, .chrome.json, .ftrace", HelpName = "file" };
    private readonly Option<bool> _otlp = new("--otlp") { Description = "Post the trace to OTEL_EXPORTER_OTLP_ENDPOINT when the run is done" };
    private readonly Option<bool> _live = new("--live") { Description = "Post the trace to OTEL_EXPORTER_OTLP_ENDPOINT while the run goes on" };

    /// <summary>Adds the options to a command.</summary>
    public TraceOptions AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_otlp);
        command.Add(_live);
        return this;
    }

    /// <summary>Opens what was asked for.</summary>
    public TraceFiles Open(ParseResult parsed, Scenario scenario, string design, int seeds)
    {
        string[] paths = parsed.GetValue(_files) ?? [];
        bool posts = parsed.GetValue(_otlp) || parsed.GetValue(_live);
        if ((paths.Length > 0 || posts) && seeds > 1) throw new BadInputException("A trace is of one run: give --trace, --otlp and --live without --seeds.");
        if (posts) throw new BadInputException("--otlp and --live are not part of this version yet; --trace FILE.otlp writes the same to a file.");
        return TraceFiles.Open(paths, TraceRunInfo.For(scenario, design));
    }
}
