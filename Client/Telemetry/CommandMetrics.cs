using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Telemetry;

/// <summary>The metrics of one command; nothing is collected when none were asked for.</summary>
internal sealed class CommandMetrics(ClientContext context, ClientTelemetry? telemetry, OutputTarget? file) : IDisposable
{
    /// <summary>The context to run in.</summary>
    public ClientContext Context { get; } = telemetry?.Watch(context) ?? context;

    /// <summary>True when an endpoint did not take everything; known once this is closed.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Writes the file and sends the rest; says what the endpoint did not take.</summary>
    /// <param name="lostSpans">Interrupt spans that were lost on their way.</param>
    public void Close(long lostSpans = 0)
    {
        HasLost = lostSpans > 0;
        if (telemetry is null) return;
        telemetry.LoseSpans(lostSpans);
        string? fault = telemetry.Flush();
        HasLost |= fault is not null;
        if (fault is not null) context.Error.WriteLine($"--otlp: metrics or wall-clock spans were not taken: {fault}");
        file?.Write(telemetry.WriteText);
    }

    /// <inheritdoc/>
    public void Dispose() => telemetry?.Dispose();
}
