using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// OTLP as JSON: 64-bit integers as decimal strings, enums as numbers, ids in hexadecimal (opentelemetry-proto, docs/specification.md).
/// </summary>
internal sealed class OtlpJson : IOtlpEncoder
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _json;
    private readonly TraceRunInfo _info;
    private bool _open;

    public OtlpJson(TraceRunInfo info)
    {
        _info = info;
        _json = new Utf8JsonWriter(
            _buffer, new JsonWriterOptions { SkipValidation = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public int Length => _buffer.WrittenCount + _json.BytesPending;

    public void Add(OtlpSpan span)
    {
        Begin();
        _json.WriteStartObject();
        _json.WriteString("traceId"u8, Hex(span.Trace));
        _json.WriteString("spanId"u8, Hex(span.Id));
        if (span.Parent != 0) _json.WriteString("parentSpanId"u8, Hex(span.Parent));
        _json.WriteString("name"u8, span.Name);
        _json.WriteNumber("kind"u8, span.Kind);
        _json.WriteString("startTimeUnixNano"u8, Text(span.StartUnixNs));
        _json.WriteString("endTimeUnixNano"u8, Text(span.EndUnixNs));
        _json.WriteStartArray("attributes"u8);
        foreach (OtlpValue value in span.Attributes) Attribute(value);
        _json.WriteEndArray();
        if (span.Events.Count > 0)
        {
            _json.WriteStartArray("events"u8);
            foreach ((long unixNs, string name, int from, int to) in span.Events)
            {
                _json.WriteStartObject();
                _json.WriteString("timeUnixNano"u8, Text(unixNs));
                _json.WriteString("name"u8, name);
                _json.WriteStartArray("attributes"u8);
                for (int i = from; i < to; i++) Attribute(span.EventAttributes[i]);
                _json.WriteEndArray();
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        if (span.Links.Count > 0) Links(span);
        if (span.Status != 0)
        {
            _json.WriteStartObject("status"u8);
            if (span.StatusMessage is not null) _json.WriteString("message"u8, span.StatusMessage);
            _json.WriteNumber("code"u8, span.Status);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    public ReadOnlySpan<byte> Finish()
    {
        if (!_open) return [];
        _open = false;
        _json.WriteEndArray();
        _json.WriteString("schemaUrl"u8, OtlpResource.Schema);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteString("schemaUrl"u8, OtlpResource.Schema);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    public void Begin()
    {
        if (_open) return;
        _open = true;
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteStartObject("resource"u8);
        _json.WriteStartArray("attributes"u8);
        foreach (OtlpValue value in OtlpResource.Attributes(_info)) Attribute(value);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteStartArray("scopeSpans"u8);
        _json.WriteStartObject();
        _json.WriteStartObject("scope"u8);
        _json.WriteString("name"u8, OtlpNames.Service);
        _json.WriteString("version"u8, OtlpResource.Version);
        _json.WriteEndObject();
        _json.WriteStartArray("spans"u8);
    }

    private void Links(OtlpSpan span)
    {
        _json.WriteStartArray("links"u8);
        foreach (((ulong High, ulong Low) trace, ulong other, string why) in span.Links)
        {
            _json.WriteStartObject();
            _json.WriteString("traceId"u8, Hex(trace));
            _json.WriteString("spanId"u8, Hex(other));
            _json.WriteStartArray("attributes"u8);
            Attribute(OtlpValue.Of(OtlpNames.LinkWhy, why));
            _json.WriteEndArray();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (span.DroppedLinks > 0) _json.WriteNumber("droppedLinksCount"u8, span.DroppedLinks);
    }

    private void Attribute(OtlpValue value)
    {
        _json.WriteStartObject();
        _json.WriteString("key"u8, value.Key);
        _json.WriteStartObject("value"u8);
        if (value.Type == OtlpType.Text) _json.WriteString("stringValue"u8, value.Text);
        else if (value.Type == OtlpType.Truth) _json.WriteBoolean("boolValue"u8, value.Number != 0);
        else _json.WriteString("intValue"u8, Text(value.Number));
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private static string Hex((ulong High, ulong Low) id) => string.Create(CultureInfo.InvariantCulture, $"{id.High:x16}{id.Low:x16}");

    private static string Hex(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
