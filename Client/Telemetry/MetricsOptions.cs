using System.CommandLine;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Telemetry;

/// <summary>--metrics FILE, and --otlp: where a command's metrics and wall-clock spans go.</summary>
internal sealed class MetricsOptions
{
    private readonly Option<string?> _file = new("--metrics")
    {
        Description = "Write metrics of the runs as Prometheus text", HelpName = "file.prom",
    };
    private readonly Option<bool> _otlp;

    /// <summary>With an --otlp of its own.</summary>
    public MetricsOptions() => _otlp = new("--otlp") { Description = "Post metrics and wall-clock spans to OTEL_EXPORTER_OTLP_ENDPOINT" };

    /// <summary>With a command's --otlp, which may post more than metrics.</summary>
    public MetricsOptions(Option<bool> otlp) => _otlp = otlp;

    /// <summary>Adds the options to a command.</summary>
    public MetricsOptions AddTo(Command command)
    {
        command.Add(_file);
        if (!command.Options.Contains(_otlp)) command.Add(_otlp);
        return this;
    }

    /// <summary>Begins to collect what was asked for.</summary>
    public CommandMetrics Open(ParseResult parsed, ClientContext context)
    {
        bool posts = parsed.GetValue(_otlp);
        if (posts) TraceOptions.Endpoint();
        string? file = parsed.GetValue(_file);
        return new CommandMetrics(
            context,
            posts || file is not null ? new ClientTelemetry(parsed.CommandResult.Command.Name, posts, context.Cancel) : null, file);
    }
}
