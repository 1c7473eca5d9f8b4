using System.Buffers.Text;
using System.Text.Json;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Chrome;

/// <summary>Reads the simulator's own Chrome trace events: each event whose arguments name a kind is a record.</summary>
internal sealed class ChromeJsonReader(Stream stream, string file, ICaptureSink sink)
{
    private readonly JsonTokens _tokens = new(stream, file);
    private TraceRunInfo? _info;
    private TraceTotals? _totals;

    /// <summary>Reads the whole stream.</summary>
    public void Read()
    {
        if (!_tokens.Read() || _tokens.Type != JsonTokenType.StartObject)
            throw Bad("no object stands here", "an object with traceEvents was expected");
        while (Property())
        {
            if (Is("otherData"u8)) Run();
            else if (Is("traceEvents"u8)) Events();
            else if (Is("totals"u8)) _totals = RunInfoJson.Totals(_tokens.ReadWhole());
            else _tokens.Skip();
        }

        if (_info is null) throw Bad("the file does not say which run it is of", "Chrome trace events that Tickstorm wrote were expected");
        if (_tokens.CutAt is { } place) sink.Cut(place, "the file ends within its events", isSure: true);
        sink.Run(_info, _totals);
    }

    private void Run()
    {
        if (!_tokens.Read() || _tokens.Type != JsonTokenType.StartObject) return;
        while (Property())
        {
            if (!Is("run"u8))
            {
                _tokens.Skip();
                continue;
            }

            _info = RunInfoJson.Info(_tokens.ReadWhole());
            if (_info is not null) sink.Run(_info, null);
        }
    }

    private void Events()
    {
        if (_info is null)
            throw Bad("the events do not follow the description of a run", "Chrome trace events that Tickstorm wrote were expected");
        if (!_tokens.Read() || _tokens.Type != JsonTokenType.StartArray)
            throw Bad("no array stands here", "the array of events was expected");
        while (_tokens.Read() && _tokens.Type != JsonTokenType.EndArray)
        {
            if (_tokens.Type != JsonTokenType.StartObject) throw Bad("no object stands here", "an event was expected");
            Event();
        }
    }

    private void Event()
    {
        long cpu = -1, timeNs = -1;
        TraceRecord record = new(0, -1, 0, TraceKind.Raised, 0, 0, -1, -1, -1, 0);
        bool known = false;
        while (Property())
        {
            if (Is("tid"u8)) cpu = Number();
            else if (Is("ts"u8)) timeNs = Time();
            else if (Is("args"u8)) known = Arguments(ref record);
            else _tokens.Skip();
        }

        if (!known || _tokens.CutAt is not null) return;
        if (cpu < 0 || timeNs < 0) throw Bad("an event has no tid or ts", "a CPU and a time in microseconds were expected");
        sink.Record(record with { Time = timeNs, Cpu = (int)cpu, Process = record.Process < 0 ? (int)cpu : record.Process });
    }

    private bool Arguments(ref TraceRecord record)
    {
        if (!_tokens.Read() || _tokens.Type != JsonTokenType.StartObject) return false;
        bool known = false;
        while (Property())
        {
            if (Is("kind"u8))
            {
                if (!_tokens.Read()) return false;
                if (!SimulatedEvents.TryKind(_tokens.Value, out TraceKind kind))
                    throw Bad("an event's kind is none of the simulator's", "tick_raised, irq_dispatched and so on were expected");
                record = record with { Kind = kind };
                known = true;
            }
            else if (Is("interrupt"u8))
            {
                record = record with { Interrupt = Number() };
            }
            else if (Is("vector"u8))
            {
                record = record with { Vector = (short)Number() };
            }
            else if (Is("line"u8))
            {
                record = record with { Line = (short)Number() };
            }
            else if (Is("peer"u8))
            {
                record = record with { Peer = (int)Number() };
            }
            else if (Is("arg"u8))
            {
                record = record with { Argument = Number() };
            }
            else if (Is("process"u8))
            {
                record = record with { Process = (int)Number() };
            }
            else if (Is("seq"u8))
            {
                record = record with { Sequence = (uint)Number() };
            }
            else
            {
                _tokens.Skip();
            }
        }

        return known;
    }

    private long Number()
    {
        if (!_tokens.Read()) return 0;
        if (_tokens.Type == JsonTokenType.Number && Utf8Parser.TryParse(_tokens.Value, out long value, out int used)
            && used == _tokens.Value.Length)
        {
            return value;
        }

        throw Bad("no whole number stands here", "a whole number was expected");
    }

    // Microseconds with three decimals, taken as text: a double would lose nanoseconds of a long run.
    private long Time()
    {
        if (!_tokens.Read()) return 0;
        ReadOnlySpan<byte> text = _tokens.Value;
        int point = text.IndexOf((byte)'.');
        if (point > 0 && text.Length == point + 4 && Utf8Parser.TryParse(text[..point], out long us, out int a) && a == point
            && Utf8Parser.TryParse(text[(point + 1)..], out int ns, out int b) && b == 3)
        {
            return us * 1_000 + ns;
        }

        throw Bad("no time stands here", "microseconds with three decimals were expected");
    }

    private bool Property() => _tokens.Read() && _tokens.Type == JsonTokenType.PropertyName;

    private bool Is(ReadOnlySpan<byte> name) => _tokens.Type == JsonTokenType.PropertyName && _tokens.Value.SequenceEqual(name);

    private TraceFormatException Bad(string wrong, string right) => new(file, $"offset {_tokens.Offset}", wrong, right);
}
