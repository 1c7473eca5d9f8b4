using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>The parts of a result that depend on how it was run.</summary>
internal static class RunJson
{
    /// <summary>Writes the engine's figures.</summary>
    public static void Engine(Utf8JsonWriter json, EngineReport engine)
    {
        RunOutcome outcome = engine.Outcome;
        json.WriteStartObject("engine");
        json.WriteString("kind", engine.Kind);
        json.WriteNumber("threads", engine.Threads);
        json.WriteNumber("windows", outcome.Windows);
        json.WriteNumber("rounds", outcome.Rounds);
        json.WriteNumber("executedEvents", outcome.Executed);
        json.WriteNumber("committedEvents", outcome.Committed);
        json.WriteFigure("efficiency", outcome.Efficiency);
        json.WriteFigure("meanActive", outcome.MeanActive);
        json.WriteNumber("peakMessages", outcome.PeakMessages);
        // Silos do not report it.
        if (engine.Kind != "cluster") json.WriteFigure("straightShare", Math.Round(outcome.StraightShare, 4));
        json.WriteEndObject();
    }

    /// <summary>Writes wall time and memory.</summary>
    public static void Wall(Utf8JsonWriter json, WallReport wall)
    {
        json.WriteStartObject("wall");
        json.WriteFigure("seconds", wall.Seconds);
        json.WriteFigure("eventsPerSecond", wall.EventsPerSecond);
        json.WriteFigure("timerInterruptsPerSecond", wall.TimerInterruptsPerSecond);
        json.WriteNumber("peakBytes", wall.PeakBytes);
        json.WriteEndObject();
    }
}
