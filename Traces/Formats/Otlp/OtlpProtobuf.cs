using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>OTLP as protobuf (opentelemetry-proto, trace/v1/trace.proto). Batches one after another are one TracesData.</summary>
internal sealed class OtlpProtobuf(TraceRunInfo info) : IOtlpEncoder
{
    private readonly ProtoBuffer _spans = new();
    private readonly ProtoBuffer _batch = new();
    private bool _begun;

    public int Length => _spans.Length;

    public void Begin() => _begun = true;

    public void Add(OtlpSpan span)
    {
        _begun = true;
        int start = _spans.Begin(2);
        _spans.Id(1, span.Trace.High, span.Trace.Low);
        _spans.Id(2, null, span.Id);
        if (span.Parent != 0) _spans.Id(4, null, span.Parent);
        _spans.Text(5, span.Name);
        _spans.Int(6, span.Kind);
        _spans.Fixed64(7, span.StartUnixNs);
        _spans.Fixed64(8, span.EndUnixNs);
        foreach (OtlpValue value in span.Attributes) Attribute(_spans, 9, value);
        foreach ((long unixNs, string name, int from, int to) in span.Events)
        {
            int one = _spans.Begin(11);
            _spans.Fixed64(1, unixNs);
            _spans.Text(2, name);
            for (int i = from; i < to; i++) Attribute(_spans, 3, span.EventAttributes[i]);
            _spans.End(one);
        }

        foreach (((ulong High, ulong Low) trace, ulong other, string why) in span.Links)
        {
            int one = _spans.Begin(13);
            _spans.Id(1, trace.High, trace.Low);
            _spans.Id(2, null, other);
            Attribute(_spans, 4, OtlpValue.Of(OtlpNames.LinkWhy, why));
            _spans.End(one);
        }

        _spans.Int(14, span.DroppedLinks);
        if (span.Status != 0)
        {
            int status = _spans.Begin(15);
            if (span.StatusMessage is not null) _spans.Text(2, span.StatusMessage);
            _spans.Int(3, span.Status);
            _spans.End(status);
        }

        _spans.End(start);
    }

    public ReadOnlySpan<byte> Finish()
    {
        if (!_begun) return [];
        _begun = false;
        _batch.Clear();
        int all = _batch.Begin(1);
        int resource = _batch.Begin(1);
        foreach (OtlpValue value in OtlpResource.Attributes(info)) Attribute(_batch, 1, value);
        _batch.End(resource);
        int scopeSpans = _batch.Begin(2);
        int scope = _batch.Begin(1);
        _batch.Text(1, OtlpNames.Service);
        _batch.Text(2, OtlpResource.Version);
        _batch.End(scope);
        _batch.Bytes(_spans.Written);
        _batch.Text(3, OtlpResource.Schema);
        _batch.End(scopeSpans);
        _batch.Text(3, OtlpResource.Schema);
        _batch.End(all);
        _spans.Clear();
        return _batch.Written;
    }

    public void Dispose()
    {
    }

    private static void Attribute(ProtoBuffer buffer, int field, OtlpValue value)
    {
        int attribute = buffer.Begin(field);
        buffer.Text(1, value.Key);
        int any = buffer.Begin(2);
        if (value.Type == OtlpType.Text)
        {
            buffer.Text(1, value.Text!);
        }
        else
        {
            // A oneof: 0 is not the default here and must be written.
            buffer.Varint(value.Type == OtlpType.Truth ? 2u << 3 : 3u << 3);
            buffer.Varint((ulong)value.Number);
        }

        buffer.End(any);
        buffer.End(attribute);
    }
}
