using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Files;

namespace Tickstorm.Client.Commands;

/// <summary>convert: a trace of Tickstorm in another format.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace") { Description = "A trace of Tickstorm" };
        Option<string> format = new("--to")
        {
            Description = $"The format: {TraceFormats.Names}", Required = true, HelpName = "format",
        };
        Option<string> target = new("--out") { Description = "Where it goes", Required = true, HelpName = "path" };
        Command command = new("convert", "Convert a trace between formats") { trace, format, target };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(target)!;
            long records = TraceConverter.Convert(parsed.GetValue(trace)!, parsed.GetValue(format)!, path);
            context.Output.WriteLine($"{path}: {records} records");
            return ExitCodes.Done;
        });
        return command;
    }
}
