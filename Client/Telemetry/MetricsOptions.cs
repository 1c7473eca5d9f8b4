using System.CommandLine;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Telemetry;

/// <summary>--metrics FILE, and --otlp: where a command's metrics and wall-clock spans go.</summary>
internal sealed class MetricsOptions
{
    private readonly OutputOption _file = new("--metrics", "metrics of the runs as Prometheus text", "file.prom");
    private readonly Option<bool> _otlp;

    /// <summary>With a command's --otlp, which may post more than metrics; with one of its own for null.</summary>
    public MetricsOptions(Option<bool>? otlp = null) =>
        _otlp = otlp ?? new("--otlp") { Description = "Post metrics and wall-clock spans to OTEL_EXPORTER_OTLP_ENDPOINT" };

    /// <summary>Adds the options to a command.</summary>
    public MetricsOptions AddTo(Command command)
    {
        _file.AddTo(command);
        if (!command.Options.Contains(_otlp)) command.Add(_otlp);
        return this;
    }

    /// <summary>Begins to collect what was asked for.</summary>
    public CommandMetrics Open(ParseResult parsed, ClientContext context, Outputs outputs)
    {
        bool posts = parsed.GetValue(_otlp);
        if (posts) TraceOptions.Endpoint();
        OutputTarget? file = _file.Open(parsed, outputs);
        return new CommandMetrics(
            context,
            posts || file is not null ? new ClientTelemetry(parsed.CommandResult.Command.Name, posts, context.Cancel) : null, file);
    }
}
