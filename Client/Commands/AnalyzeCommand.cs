using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Traces;

namespace Tickstorm.Client.Commands;

/// <summary>analyze: where ticks serialise, where they are lost, which CPUs fell silent.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace") { Description = "A trace of Tickstorm, or a capture of a real kernel" };
        Option<string?> json = new("--json") { Description = "Write JSON to a file, or alone to standard output with -", HelpName = "file" };
        Command command = new("analyze", "Say where ticks serialise, where they are lost, which CPUs fell silent") { trace };
        ReportOption report = new ReportOption().AddTo(command);
        command.Add(json);
        command.SetAction(parsed => AnalyzeCommandCore.Run(parsed.GetValue(trace)!, parsed.GetValue(json), report.Path(parsed), context.Output, context.Error, ReportOrigin.Of(context)));
        return command;
    }
}
