using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Boot;

namespace Tickstorm.Client.Commands;

/// <summary>The scenario <c>check-timer</c>: Linux's timer check at boot, on boards with various faults.</summary>
internal static class CheckTimerCommand
{
    /// <summary>The name that <c>run</c> knows it by.</summary>
    public const string Scenario = "check-timer";

    /// <summary>Runs every board: JSON lines, one a board, to where they were asked for, and text.</summary>
    /// <exception cref="BadInputException">Another option was given, which would have no effect.</exception>
    public static int Run(ParseResult parsed, OutputOption json, ClientContext context)
    {
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (option != json.Option && parsed.GetResult(option) is OptionResult { Implicit: false })
            {
                throw new BadInputException(
                    $"{option.Name}: {Scenario} has boards, not designs; of the options of run it takes {json.Option.Name} alone");
            }
        }

        using Outputs outputs = new(context);
        OutputTarget? lines = json.Open(parsed, outputs);
        (CheckTimerCase Board, CheckTimerReport Report)[] all = [.. CheckTimerCases.All.Select(board => (board, CheckTimer.Run(board.Faults)))];
        lines?.WriteText(text =>
        {
            foreach ((CheckTimerCase board, CheckTimerReport report) in all) text.WriteLine(Json(board, report));
        });
        outputs.Print(_ =>
        {
            foreach (string line in all.SelectMany(one => Lines(one.Board, one.Report))) Prose.Write(context, line);
        });
        return outputs.ExitCode(ExitCodes.Done);
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

    private static IEnumerable<string> Lines(CheckTimerCase board, CheckTimerReport report)
    {
        string end = report.Panics ? "panic" : $"step {report.Succeeded}, {report.Chip} with {report.Flow}";
        yield return $"{board.Name}: {end} ({board.Why})";
        foreach (CheckTimerStep step in report.Steps)
        {
            yield return $"    {step.Number} {step.Name}: {(step.Tried ? $"{step.Ticks} ticks" : "not tried")}"
                + (step.Passed ? ", works" : $", {step.Said}");
        }
    }
}
