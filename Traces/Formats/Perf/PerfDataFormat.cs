using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Perf;

/// <summary>perf.data with tracepoints; it is read and not written.</summary>
internal sealed class PerfDataFormat : TraceFormat
{
    public override string Name => "perf.data";

    public override IReadOnlyList<string> Endings { get; } = [];

    public override int BytesPerRecord => 64;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) => PerfFile.Begins(begin);

    public override string Read(TraceInput input, ICaptureSink sink)
    {
        using FileStream file = input.Anywhere();
        new PerfDataReader(file, input, sink).Read();
        return Name;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        throw new OutputException(Name, "perf.data is not written", "another format was expected");
}
