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
        ReportOption report = new ReportOption().AddTo(command);
        JsonTarget json = new JsonTarget().AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(trace)!;
            AnalysisResult result = TraceAnalyzer.Analyze(path);
            report.Write(parsed, () => AnalysisReport.Page(result, $"Tickstorm: {Path.GetFileName(path)}", ReportOrigin.Of(context)));
            json.Write(parsed, context, stream => AnalysisJson.Write(result, stream));
            if (!json.TakesOutput(parsed)) foreach (string line in AnalysisText.Lines(result)) context.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }
}
