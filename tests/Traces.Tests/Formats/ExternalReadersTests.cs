using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Formats;

/// <summary>The tools themselves, where they are installed.</summary>
public sealed class ExternalReadersTests
{
    [ToolFact("trace-cmd")]
    public void Trace_cmd_prints_every_event_and_its_report_can_be_analysed()
    {
        using TempFolder folder = new();
        Streams streams = Write(folder.Path("run.dat"));
        string report = Tools.Run("trace-cmd", "report", "-t", folder.Path("run.dat"));

        Assert.Contains("irq_handler_entry:    irq=0 name=timer", report, StringComparison.Ordinal);
        Assert.Contains("reason=line-in-progress", report, StringComparison.Ordinal);
        Assert.Equal(streams.Records.Length + 2, report.Split('\n').Count(line => line.Contains('[', StringComparison.Ordinal) && !Switches(line)));
        // Every CPU is busy from its first record on; all but one fall silent.
        Assert.Equal(6 + 5, report.Split('\n').Count(Switches));
        File.WriteAllText(folder.Path("report.txt"), report);
        AnalysisResult fromReport = TraceAnalyzer.Analyze(folder.Path("report.txt")),
            fromFile = TraceAnalyzer.Analyze(folder.Path("run.dat"));
        Assert.Equal("trace-cmd-report", fromReport.Source.Format);
        Assert.Equal(fromFile.Counted, fromReport.Counted);
        Assert.Equal(fromFile.Latency.Max, fromReport.Latency.Max);
    }

    [ToolFact("babeltrace2")]
    public void Babeltrace2_reads_every_event()
    {
        using TempFolder folder = new();
        Streams streams = Write(folder.Path("run.ctf"));
        string text = Tools.Run("babeltrace2", folder.Path("run.ctf"));

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(streams.Records.Length + 2, lines.Count(line => !Switches(line)));
        Assert.Equal(6 + 5, lines.Count(Switches));
        Assert.Contains("irq_handler_entry: { cpu_id = 0 }", text, StringComparison.Ordinal);
        Assert.Contains("tickstorm:tick_dropped", text, StringComparison.Ordinal);
    }

    private static bool Switches(string line) => line.Contains("sched_switch", StringComparison.Ordinal);

    private static Streams Write(string path)
    {
        Streams streams = Streams.EdgeCollision(6, 400);
        using TraceWriter writer = TraceFile.Create(path, streams.Info);
        writer.Write(streams.Records);
        writer.Complete(streams.Totals());
        return streams;
    }
}
