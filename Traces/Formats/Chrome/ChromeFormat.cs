using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Chrome;

/// <summary>Chrome's trace events: for Perfetto and speedscope.</summary>
/// <remarks>speedscope takes a .chrome.json for something else (a CPU profile), so that there is a second ending.</remarks>
internal sealed class ChromeFormat : TraceFormat
{
    private const string Ending = ".chrome.json";

    public override string Name => "chrome";

    public override IReadOnlyList<string> Endings { get; } = [Ending, ".trace.json"];

    public override int BytesPerRecord => 176;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) =>
        (JsonTokens.BeginsObject(begin) && begin.IndexOf("\"traceEvents\""u8) >= 0)
            || path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    public override string Read(TraceInput input, ICaptureSink sink)
    {
        new ChromeJsonReader(input, sink).Read();
        return Name;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new ChromeJsonWriter(stream, info, output));

    internal override TraceWriter OpenCapture(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new ChromeCaptureWriter(stream, info, output));
}
