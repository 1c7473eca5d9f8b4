using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Perfetto;

/// <summary>Perfetto's protobuf: for ui.perfetto.dev and trace_processor.</summary>
internal sealed class PerfettoFormat : TraceFormat
{
    private const string Ending = ".pftrace";

    public override string Name => "perfetto";

    public override IReadOnlyList<string> Endings { get; } = [Ending];

    public override int BytesPerRecord => 240;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) =>
        (begin is [0x0a, _, ..] && begin.IndexOf("tickstorm run_info"u8) >= 0) || path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    public override string Read(TraceInput input, ICaptureSink sink)
    {
        new PerfettoReader(input, sink).Read();
        return Name;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        target.File((stream, output) => new PerfettoWriter(stream, info, output));
}
