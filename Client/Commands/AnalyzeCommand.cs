using System.CommandLine;
using Tickstorm.Traces;

namespace Tickstorm.Client.Commands;

/// <summary>analyze: where ticks serialise, where they are lost, which CPUs fell silent.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace") { Description = "A trace of Tickstorm, or a capture of a real kernel" };
        Option<string?> report = new("--report") { Description = "Write a self-contained HTML report", HelpName = "file.html" };
        Option<string?> json = new("--json") { Description = "Write JSON to a file, or alone to standard output with -", HelpName = "file" };
        Command command = new("analyze", "Say where ticks serialise, where they are lost, which CPUs fell silent") { trace, report, json };
        command.SetAction(parsed => AnalyzeCommandCore.Run(parsed.GetValue(trace)!, parsed.GetValue(json), parsed.GetValue(report), context.Output, context.Error));
        return command;
    }
}
