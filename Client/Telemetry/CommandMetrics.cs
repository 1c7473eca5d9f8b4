using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Results;

namespace Tickstorm.Client.Telemetry;

/// <summary>The metrics of one command; nothing is collected when none were asked for.</summary>
internal sealed class CommandMetrics(ClientContext context, ClientTelemetry? telemetry, OutputTarget? file) : IDisposable
{
    /// <summary>The context to run in.</summary>
    public ClientContext Context { get; } = telemetry?.Watch(context) ?? context;

    /// <summary>The context to run a point of a sweep in.</summary>
    /// <param name="around">The context besides.</param>
    /// <param name="point">The point in words.</param>
    public ClientContext At(ClientContext around, string point) => telemetry?.Watch(around, point) ?? around;

    /// <summary>Says which run's interrupts are traced; exemplars lead to them.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="has">Whether its worst tick is among them, once it has ended.</param>
    public void Trace(string? runId, Func<WorstTick, bool>? has)
    {
        if (telemetry is not null) (telemetry.TracedRun, telemetry.HasTraced) = (runId, has);
    }

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
