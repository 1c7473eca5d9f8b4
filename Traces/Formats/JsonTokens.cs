using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tickstorm.Traces.Formats;

/// <summary>Reads the tokens of JSON of any length from a stream, in one buffer.</summary>
internal sealed class JsonTokens(Stream stream, string file)
{
    private const int MostTokens = 1 << 11;
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _finished;
    private long _offset;
    private JsonReaderState _state = new(
        new JsonReaderOptions { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Disallow });

    // To make a reader for each token costs more than reading: many are found by one, and handed out one by one.
    private readonly Token[] _tokens = new Token[MostTokens];
    private int _next;
    private int _count;
    private Token _current;
    private TraceFormatException? _fault;

    /// <summary>The token's type.</summary>
    public JsonTokenType Type => _current.Type;

    /// <summary>The token's text, still escaped; valid until the next read.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_current.At, _current.Length);

    /// <summary>True when the text has escapes.</summary>
    public bool Escaped => _current.Escaped;

    /// <summary>True when a file's first bytes begin an object, after a byte order mark and blanks if there are any.</summary>
    public static bool BeginsObject(ReadOnlySpan<byte> begin)
    {
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) begin = begin[3..];
        begin = begin.TrimStart(" \t\r\n"u8);
        return begin is [(byte)'{', ..];
    }

    /// <summary>Where the text ended within a value, as far as it was read; null when it did not.</summary>
    public string? CutAt { get; private set; }

    /// <summary>The next token; false at the end of the stream.</summary>
    public bool Read()
    {
        if (_next == _count && !Find()) return false;
        _current = _tokens[_next++];
        return true;
    }

    /// <summary>Where in the file the token last read stands.</summary>
    public long Offset => _offset + _current.At;

    /// <summary>The value that comes next as text, however deep; it is held in memory.</summary>
    public byte[] ReadWhole()
    {
        using MemoryStream copy = new();
        using Utf8JsonWriter writer = new(copy);
        int depth = 0;
        do
        {
            if (!Read()) break;
            switch (Type)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (Type == JsonTokenType.StartObject) writer.WriteStartObject();
                    else writer.WriteStartArray();
                    depth++;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (Type == JsonTokenType.EndObject) writer.WriteEndObject();
                    else writer.WriteEndArray();
                    depth--;
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(Text());
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(Text());
                    break;
                default:
                    writer.WriteRawValue(Value);
                    break;
            }
        }
        while (depth > 0);

        writer.Flush();
        return copy.ToArray();
    }

    private string Text()
    {
        try
        {
            return Escaped
                ? JsonSerializer.Deserialize<string>([(byte)'"', .. Value, (byte)'"'])!
                : System.Text.Encoding.UTF8.GetString(Value);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new TraceFormatException(file, $"offset {Offset}", "a text is no UTF-8", "JSON was expected");
        }
    }

    /// <summary>Passes over the value that comes next, however deep.</summary>
    public void Skip()
    {
        if (Read() && Type is JsonTokenType.StartObject or JsonTokenType.StartArray) SkipRest();
    }

    /// <summary>Passes over the rest of the object or array that is open.</summary>
    public void SkipRest()
    {
        int depth = 1;
        while (_next < _count || Find())
        {
            ReadOnlySpan<Token> tokens = _tokens.AsSpan(_next, _count - _next);
            int passed = 0;
            while (depth > 0 && passed < tokens.Length)
            {
                JsonTokenType type = tokens[passed++].Type;
                if (type is JsonTokenType.StartObject or JsonTokenType.StartArray) depth++;
                else if (type is JsonTokenType.EndObject or JsonTokenType.EndArray) depth--;
            }

            _current = tokens[passed - 1];
            _next += passed;
            if (depth == 0) return;
        }
    }

    // The tokens that lie whole in the buffer; false at the end of the stream.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Find()
    {
        while (true)
        {
            if (_fault is not null) throw _fault;
            // Never "the last block": what is missing at the end of a file is no fault of what stands there.
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
            _next = _count = 0;
            try
            {
                while (_count < MostTokens && reader.Read())
                {
                    JsonTokenType type = reader.TokenType;
                    // Strings and names have their quotes around the value.
                    int quote = type is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
                    _tokens[_count++] = new Token(
                        _start + (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length, type, reader.ValueIsEscaped);
                }
            }
            catch (JsonException fault)
            {
                // After the tokens that stand before it.
                _fault = Bad(reader.BytesConsumed, fault);
            }

            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            if (_count > 0) return true;
            if (_fault is not null) continue;
            if (_finished)
            {
                if (reader.CurrentDepth > 0 || !_buffer.AsSpan(_start, _end - _start).Trim(" \t\r\n"u8).IsEmpty)
                    CutAt = $"offset {_offset + _end}";
                return false;
            }

            Fill();
        }
    }

    private TraceFormatException Bad(long consumed, JsonException fault) =>
        new(file, $"offset {_offset + _start + consumed}", $"this is no JSON ({fault.Message.Split('.')[0]})", "OTLP JSON was expected");

    private void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _offset += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end > 1 << 28)
                throw new TraceFormatException(file, $"offset {_offset}", "one value is longer than 256 MiB", "OTLP JSON was expected");
            Array.Resize(ref _buffer, 2 * _end);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _finished = read == 0;
    }

    private readonly record struct Token(int At, int Length, JsonTokenType Type, bool Escaped);
}
