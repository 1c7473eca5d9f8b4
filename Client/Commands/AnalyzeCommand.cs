using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Commands;

/// <summary>analyze: where ticks serialise, where they are lost, which CPUs fell silent.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace") { Description = "A trace of Tickstorm, or a capture of a real kernel" };
        Command command = new("analyze", "Say where ticks serialise, where they are lost, which CPUs fell silent") { trace };
        OutputOption report = OutputOption.Report().AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(trace)!;
            using Outputs outputs = new(context, path);
            OutputTarget? page = report.Open(parsed, outputs), figures = json.Open(parsed, outputs);
            TimeLineBook? line = page is null ? null : new TimeLineBook();
            AnalysisResult result = TraceAnalyzer.Analyze(path, line);
            page?.WriteText(
                text => text.Write(AnalysisReport.Page(result, $"Tickstorm: {Path.GetFileName(path)}", ReportOrigin.Of(context), line)));
            figures?.Write(stream => AnalysisJson.Write(result, stream));
            outputs.Print(output => { foreach (string line in AnalysisText.Lines(result)) output.WriteLine(line); });
            return outputs.ExitCode(Verdict(context, path, result));
        });
        return command;
    }

    // A file that was cut is a finding, one that contradicts itself is no input to rely on.
    private static int Verdict(ClientContext context, string path, AnalysisResult result)
    {
        if (result.Contradiction is { } contradiction)
        {
            context.Error.WriteLine($"{path}: whole file: {contradiction}; the figures are of what it holds");
            return ExitCodes.BadInput;
        }

        string? where = result.Source.CutWhere;
        if (result.Run is null && where is not null) context.Error.WriteLine($"note: {path}: {where}");
        if (result.Run is null || result.Source.Cut != true) return ExitCodes.Done;
        context.Error.WriteLine($"{path}: {CutText.Of(result)}{(where is null ? "" : $"; {where}")}");
        return ExitCodes.Found;
    }
}
