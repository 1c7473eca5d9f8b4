using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Client.Commands;

/// <summary>convert: a trace of Tickstorm in another format.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace")
        {
            Description = "A trace of Tickstorm, or a capture of a real kernel (to otlp, otlp-json, chrome); - for standard input",
        };
        Option<string?> format = new("--to")
        {
            Description = $"The format (default: what the name after --out says): {TraceFormats.Names}; perfetto is for ui.perfetto.dev",
            HelpName = "format",
        };
        Option<string> target = new("--out")
        {
            Description = "Where it goes; - for standard output", Required = true, HelpName = "path",
        };
        Command command = new("convert", "Convert a trace between formats") { trace, format, target };
        EpochOption epoch = new();
        epoch.AddTo(command);
        command.SetAction(parsed =>
        {
            string from = parsed.GetValue(trace)!, path = parsed.GetValue(target)!;
            string to = Format(parsed.GetValue(format), path);
            using Outputs outputs = new(context, from);
            ConvertedTrace converted = TraceConverter.Convert(context.Reads(from), to, path == Outputs.Standard
                ? TraceTarget.Standard(target.Name, outputs.OpenStandard(target.Name))
                : TraceTarget.Whole(outputs.Set, target.Name, path), epoch.Of(parsed));
            if (converted.Cut is { } cut) context.Error.WriteLine($"note: {from} ends early ({cut}); what there is of it was converted");
            if (converted.Skipped.Sentence is { } skipped) context.Error.WriteLine($"note: {from}: {skipped}");
            outputs.Print(output => output.WriteLine($"{path}: {converted.Records} {(converted.IsCapture ? "spans" : "records")}"));
            return outputs.ExitCode(context.Cancel.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Done);
        });
        return command;
    }

    private static string Format(string? named, string path)
    {
        string? ofName = path == Outputs.Standard ? null : TraceFormats.OfEnding(path)?.Name;
        if (named is null)
        {
            return ofName ?? throw new BadInputException(
                $"--out {path}: the name says no trace format; --to, or a name ending in {TraceFormats.Endings} was expected");
        }

        return ofName is null || ofName == named ? named
            : throw new BadInputException($"--out {path}: the name says {ofName} and --to says {named}; one of them was expected");
    }
}
