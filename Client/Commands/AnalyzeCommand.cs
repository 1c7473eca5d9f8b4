using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Commands;

/// <summary>analyze: where ticks serialise, where they are lost, which CPUs fell silent.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> trace = new("trace") { Description = "A trace of Tickstorm, or a capture of a real kernel; - for standard input" };
        Command command = new("analyze", "Say where ticks serialise, where they are lost, which CPUs fell silent") { trace };
        UnsortedOption unsorted = new UnsortedOption().AddTo(command);
        CaptureOptions capture = new CaptureOptions().AddTo(command);
        Option<string?> against = new("--against") { Description = "Another trace or capture to compare with", HelpName = "trace" };
        Option<string[]> interrupts = new("--interrupts")
        {
            Description = "Two copies of /proc/interrupts, before and after, to check the counts with", HelpName = "before after",
            Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true,
        };
        command.Add(against);
        command.Add(interrupts);
        OutputOption report = OutputOption.Report().AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(trace)!;
            InputFile input = context.Reads(path);
            AnalysisChoice choice = capture.Of(parsed);
            string? reference = parsed.GetValue(against);
            if (reference == InputFile.Standard && input.IsStandard)
                throw new BadInputException("--against - is the trace itself; another one was expected");
            InterruptTable[] tables = [.. (parsed.GetValue(interrupts) ?? []).Select(file => InterruptTable.Read(context.Reads(file)))];
            using Outputs outputs = new(context, path);
            OutputTarget? page = report.Open(parsed, outputs), figures = json.Open(parsed, outputs);
            TimeLineBook? line = null;
            Func<TimeLineBook>? book = page is null ? null : () => line = new TimeLineBook();
            AnalysisResult result = TraceAnalyzer.Analyze(input, unsorted.Of(parsed), choice, book);
            if (tables is [{ } before, { } after]) result = result with { Interrupts = InterruptCheck.Of(result, before, after) };
            AnalysisResult? other = reference is null ? null : TraceAnalyzer.Analyze(context.Reads(reference), unsorted.Of(parsed), choice);
            page?.WriteText(text => text.Write(
                AnalysisReport.Page(result, $"Tickstorm: {Path.GetFileName(input.Name)}", ReportOrigin.Of(context), line)));
            figures?.Write(stream => AnalysisJson.Write(result, stream, other));
            int width = context.OutputIsTerminal ? context.Width : int.MaxValue;
            outputs.Print(_ =>
            {
                foreach (string said in AnalysisText.Lines(result, width)) Prose.Write(context, said);
                if (other is null) return;
                foreach (string said in CaptureDifference.Lines(result, other, reference!, width)) Prose.Write(context, said);
            });
            if (context.Cancel.IsCancellationRequested) return outputs.ExitCode(ExitCodes.Interrupted);
            return outputs.ExitCode(Verdict(context, input.Name, result, choice));
        });
        return command;
    }

    // A file that was cut is a finding, one that contradicts itself is no input to rely on.
    private static int Verdict(ClientContext context, string path, AnalysisResult result, AnalysisChoice choice)
    {
        if (result.Contradiction is { } contradiction)
        {
            context.Error.WriteLine($"{path}: {contradiction}; the figures are of what it holds");
            return ExitCodes.BadInput;
        }

        string? where = result.Source.CutWhere;
        if (result.Run is null && where is not null) context.Error.WriteLine($"note: {path}: {where}");
        if (result.Source.Events == 0 && (choice.Cpus is not null || choice.FromNs > long.MinValue || choice.ToNs < long.MaxValue))
        {
            context.Error.WriteLine($"warning: {path}: no event of it is within --cpu, --from and --to");
            return ExitCodes.Found;
        }

        if (result.SeesNoTimer)
        {
            string names = result.EventNames.Count == 0 ? "" : $"; its commonest events are {string.Join(", ", result.EventNames)}";
            context.Error.WriteLine($"warning: {path}: no timer interrupt and no tick was recognised{names}");
            return ExitCodes.Found;
        }

        if (result.Run is null || result.Source.Cut != true) return ExitCodes.Done;
        context.Error.WriteLine($"{path}: {CutText.Of(result)}{(where is null ? "" : $"; {where}")}");
        return ExitCodes.Found;
    }
}
