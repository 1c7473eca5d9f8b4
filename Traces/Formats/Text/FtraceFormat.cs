using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>ftrace's text; what trace-cmd report and perf script print is read too.</summary>
internal sealed class FtraceFormat : TraceFormat
{
    public override string Name => "ftrace";

    public override IReadOnlyList<string> Endings { get; } = [".ftrace"];

    public override int BytesPerRecord => 114;

    // Text has no mark of its own: what is nothing else is read as text, and its reader says what is wrong with it.
    public override bool Recognises(string path, ReadOnlySpan<byte> begin) => true;

    public override string Read(string path, ICaptureSink sink)
    {
        using FileStream file = TraceStreams.Open(path);
        return TextTraceReader.Read(file, path, sink) switch
        {
            TextFormat.TraceCmdReport => "trace-cmd-report",
            TextFormat.PerfScript => "perf-script",
            _ => Name,
        };
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new FtraceTextWriter(stream, info, output));
}
