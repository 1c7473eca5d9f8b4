using System.Text.Json.Nodes;
using Tickstorm.Kernel.Boot;

namespace Tickstorm.Client.Commands;

/// <summary>The scenario <c>check-timer</c>: Linux's timer check at boot, on boards with various faults.</summary>
public static class CheckTimerCommand
{
    /// <summary>The name that <c>run</c> knows it by.</summary>
    public const string Scenario = "check-timer";

    /// <summary>Runs every board.</summary>
    /// <param name="jsonTarget">A file for JSON lines, one a board; <c>-</c> for <paramref name="output"/>; null for text.</param>
    /// <param name="output">Where results go.</param>
    /// <returns>0.</returns>
    public static int Run(string? jsonTarget, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (jsonTarget is null or "-")
        {
            Write(jsonTarget is not null, output);
            return 0;
        }

        using StreamWriter file = File.CreateText(jsonTarget);
        Write(json: true, file);
        Write(json: false, output);
        return 0;
    }

    private static void Write(bool json, TextWriter output)
    {
        foreach (CheckTimerCase board in CheckTimerCases.All)
        {
            CheckTimerReport report = CheckTimer.Run(board.Faults);
            output.WriteLine(json ? Json(board, report) : Text(board, report));
        }
    }

    private static string Json(CheckTimerCase board, CheckTimerReport report) => new JsonObject
    {
        ["board"] = board.Name,
        ["why"] = board.Why,
        ["pin1"] = report.Pin1,
        ["pin2"] = report.Pin2,
        ["steps"] = new JsonArray([.. report.Steps.Select(Json)]),
        ["succeeded"] = report.Panics ? null : report.Succeeded,
        ["panic"] = report.Panics,
        ["chip"] = report.Chip,
        ["flow"] = report.Flow.ToString(),
        ["elapsed_ns"] = report.ElapsedNs,
    }.ToJsonString();

    private static JsonNode Json(CheckTimerStep step) => new JsonObject
    {
        ["step"] = step.Number,
        ["name"] = step.Name,
        ["tried"] = step.Tried,
        ["ticks"] = step.Ticks,
        ["passed"] = step.Passed,
        ["said"] = step.Said,
    };

    private static string Text(CheckTimerCase board, CheckTimerReport report)
    {
        string end = report.Panics ? "panic" : $"step {report.Succeeded}, {report.Chip} with {report.Flow}";
        string steps = string.Join("\n", report.Steps.Select(s =>
            $"    {s.Number} {s.Name}: {(s.Tried ? $"{s.Ticks} ticks" : "not tried")}{(s.Passed ? ", works" : $", {s.Said}")}"));
        return $"{board.Name}: {end} ({board.Why})\n{steps}";
    }
}
