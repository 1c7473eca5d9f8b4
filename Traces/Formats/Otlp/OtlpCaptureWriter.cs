using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Writes a capture as OTLP: a trace of one span for each handler, softirq and wait.</summary>
internal sealed class OtlpCaptureWriter : CaptureWriter
{
    private readonly TraceRunInfo _info;
    private readonly OtlpBatches _batches;
    private readonly TraceIds _ids;
    private readonly OtlpSpan _span = new();
    private readonly Dictionary<int, long> _numbers = [];

    public OtlpCaptureWriter(Stream stream, TraceRunInfo info, Output? output, bool json)
        : base(info, output) => (_info, _ids, _batches) = (info, new TraceIds(info.RunId), new OtlpBatches(stream, info, json));

    protected override void Put(in CaptureSpan span)
    {
        long number = _numbers[span.Cpu] = _numbers.GetValueOrDefault(span.Cpu) + 1;
        _span.Reset();
        _span.Trace = _ids.Trace(span.Cpu, number);
        _span.Id = TraceIds.Span(_span.Trace, 0);
        _span.Name = span.Name;
        _span.StartUnixNs = _info.EpochUnixNs + span.StartNs;
        _span.EndUnixNs = _info.EpochUnixNs + span.EndNs;
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Cpu, span.Cpu));
        if (span.Number >= 0) _span.Attributes.Add(OtlpValue.Of(span.Key, span.Number));
        if (span.Task >= 0) _span.Attributes.Add(OtlpValue.Of("process.pid", span.Task));
        if (span.LateNs is { } late) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Latency, late));
        _batches.Add(_span);
    }

    protected override void Close(TraceTotals? totals) => _batches.Close();

    protected override void Release(bool isWhole) => _batches.Dispose();
}
