using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>OpenTelemetry's protocol in a file, as protobuf or as JSON.</summary>
internal sealed class OtlpFormat(bool json) : TraceFormat
{
    /// <summary>The name of a file that a backend has written.</summary>
    public const string SecondHand = "otlp-backend";
    private const string ProtobufEnding = ".otlp";

    public override string Name => json ? "otlp-json" : "otlp";

    public override IReadOnlyList<string> Endings { get; } = [json ? ".otlp.json" : ProtobufEnding];

    public override int BytesPerRecord => json ? 380 : 136;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) => json
        ? JsonTokens.BeginsObject(begin) && begin.IndexOf("linux-perf-json"u8) < 0
        : OtlpNames.IsProtobuf(begin) || path.EndsWith(ProtobufEnding, StringComparison.OrdinalIgnoreCase);

    public override string Read(TraceInput input, ICaptureSink sink)
    {
        using RecordSorter sorter = new();
        bool isSecondHand = json ? new OtlpJsonReader(input, sink, sorter).Read() : new OtlpProtobufReader(input, sink, sorter).Read();
        return isSecondHand ? SecondHand : Name;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new OtlpFileWriter(stream, info, output, json));

    internal override TraceWriter OpenCapture(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new OtlpCaptureWriter(stream, info, output, json));
}
