using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Reads OTLP JSON: one document, or one per line as collectors write it.</summary>
internal sealed class OtlpJsonReader
{
    private readonly string _file;
    private readonly JsonTokens _tokens;
    private readonly OtlpRecords _records;
    private byte[] _key = new byte[256];
    private byte[] _text = new byte[4_096];
    private int _keyLength;

    public OtlpJsonReader(TraceInput input, ICaptureSink sink, RecordSorter sorter)
    {
        _file = input.Name;
        _tokens = new JsonTokens(input.Stream, input.Name);
        _records = new OtlpRecords(_file, input.Guard(sink, () => $"offset {_tokens.Offset}"), sorter);
    }

    private enum Place
    {
        Resource,
        Span,
        Event,
    }

    /// <summary>Reads the whole stream; true when a backend has written it.</summary>
    public bool Read()
    {
        while (_tokens.Read())
        {
            if (_tokens.Type != JsonTokenType.StartObject) continue;
            while (Property())
            {
                if (Is("resourceSpans"u8)) Batches();
                // A backend's answer has the document inside: it begins at the next token.
                else if (!Is("data"u8)) _tokens.Skip();
                else break;
            }
        }

        if (_tokens.CutAt is { } place) _records.CutAt(place);
        _records.Finish();
        return _records.IsSecondHand;
    }

    private void Batches()
    {
        if (!Begins()) return;
        while (Element())
        {
            _records.BeginBatch();
            Parts();
            _records.EndBatch();
        }
    }

    private void Parts()
    {
        while (Property())
        {
            if (Is("resource"u8))
            {
                if (!_tokens.Read()) return;
                while (Property())
                {
                    if (Is("attributes"u8)) Pairs(Place.Resource);
                    else _tokens.Skip();
                }
            }
            else if (Is("scopeSpans"u8))
            {
                if (!Begins()) continue;
                while (Element()) Scope();
            }
            else
            {
                _tokens.Skip();
            }
        }
    }

    private void Scope()
    {
        while (Property())
        {
            if (!Is("spans"u8))
            {
                _tokens.Skip();
                continue;
            }

            if (!Begins()) continue;
            while (Element()) Span();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Span()
    {
        _records.BeginSpan();
        while (Property())
        {
            if (Is("parentSpanId"u8))
            {
                _tokens.Read();
                if (_tokens.Value.Length == 0) continue;
                // A phase: its root has told everything.
                _tokens.SkipRest();
                return;
            }
            else if (Is("attributes"u8))
            {
                Pairs(Place.Span);
            }
            else if (Is("events"u8))
            {
                if (!Begins()) continue;
                while (Element()) Event();
            }
            else
            {
                _tokens.Skip();
            }
        }

        if (_tokens.CutAt is null) _records.EndSpan();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Event()
    {
        _records.BeginEvent();
        while (Property())
        {
            if (Is("timeUnixNano"u8))
            {
                _tokens.Read();
                if (Utf8Parser.TryParse(_tokens.Value, out long unixNs, out _)) _records.EventTime(unixNs);
            }
            else if (Is("name"u8))
            {
                _tokens.Read();
                _records.EventName(_tokens.Value);
            }
            else if (Is("attributes"u8))
            {
                Pairs(Place.Event);
            }
            else
            {
                _tokens.Skip();
            }
        }

        if (_tokens.CutAt is null) _records.EndEvent();
    }

    /// <summary>An array of {"key": ..., "value": {"stringValue"|"intValue": ...}}.</summary>
    private void Pairs(Place place)
    {
        if (!Begins()) return;
        while (Element()) Pair(place);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pair(Place place)
    {
        _keyLength = 0;
        int textLength = 0;
        long number = 0;
        bool isText = false;
        while (Property())
        {
            if (Is("key"u8))
            {
                _tokens.Read();
                _keyLength = Copy(ref _key);
            }
            else if (Is("value"u8))
            {
                if (!_tokens.Read()) return;
                while (Property())
                {
                    isText = Is("stringValue"u8);
                    bool isNumber = Is("intValue"u8);
                    if (!isText && !isNumber)
                    {
                        _tokens.Skip();
                        continue;
                    }

                    _tokens.Read();
                    if (isText) textLength = Copy(ref _text);
                    else number = Utf8Parser.TryParse(_tokens.Value, out long parsed, out _) ? parsed : 0;
                }
            }
            else
            {
                _tokens.Skip();
            }
        }

        if (isText) Take(place, _key.AsSpan(0, _keyLength), _text.AsSpan(0, textLength));
        else Take(place, _key.AsSpan(0, _keyLength), number);
    }

    private void Take(Place place, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (place == Place.Event) _records.EventAttribute(key, text);
        else if (place == Place.Span) _records.Attribute(key, text);
        else _records.Resource(key, text);
    }

    private void Take(Place place, ReadOnlySpan<byte> key, long number)
    {
        if (place == Place.Event) _records.EventAttribute(key, number);
        else if (place == Place.Span) _records.Attribute(key, number);
        else _records.Resource(key, number);
    }

    /// <summary>True when an array comes next; its elements follow.</summary>
    private bool Begins() => _tokens.Read() && _tokens.Type == JsonTokenType.StartArray;

    /// <summary>Moves to the next object of the array; false at its end.</summary>
    private bool Element()
    {
        while (_tokens.Read() && _tokens.Type != JsonTokenType.EndArray)
        {
            if (_tokens.Type == JsonTokenType.StartObject) return true;
        }

        return false;
    }

    /// <summary>Moves to the next property of the object; false at its end.</summary>
    private bool Property() => _tokens.Read() && _tokens.Type == JsonTokenType.PropertyName;

    private bool Is(ReadOnlySpan<byte> name) => _tokens.Type == JsonTokenType.PropertyName && _tokens.Value.SequenceEqual(name);

    private int Copy(ref byte[] into)
    {
        ReadOnlySpan<byte> value = _tokens.Value;
        if (into.Length < value.Length) into = new byte[2 * value.Length];
        if (!_tokens.Escaped)
        {
            if (!Utf8.IsValid(value)) throw NoUtf8();
            value.CopyTo(into);
            return value.Length;
        }

        // Unescaping never makes a text longer.
        Utf8JsonReader reader = new([(byte)'"', .. value, (byte)'"']);
        reader.Read();
        try
        {
            return reader.CopyString(into);
        }
        catch (InvalidOperationException)
        {
            throw NoUtf8();
        }
    }

    private TraceFormatException NoUtf8() => new(_file, $"offset {_tokens.Offset}", "a text is no UTF-8", "OTLP JSON was expected");
}
