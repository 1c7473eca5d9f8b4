using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Writes OTLP to a file.</summary>
internal sealed class OtlpFileWriter : TraceWriter
{
    private readonly OtlpBatches _batches;
    private readonly RunAssembler _assembler;
    private readonly SpanBuilder _spans;

    public OtlpFileWriter(Stream stream, TraceRunInfo info, Output? output, bool json)
        : base(info, output)
    {
        _batches = new OtlpBatches(stream, info, json);
        _spans = new SpanBuilder(info, _batches.Add);
        _assembler = new RunAssembler(info, _spans);
    }

    protected override void Put(in TraceRecord record) => _assembler.Take(record);

    protected override void Close(TraceTotals? totals)
    {
        _assembler.Finish(totals?.SimulatedNs);
        if (totals is not null) _spans.Run(totals);
        _batches.Close();
    }

    protected override void Release(bool isWhole) => _batches.Dispose();
}
