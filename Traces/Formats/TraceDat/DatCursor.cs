using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Walks one CPU's pages of a trace.dat file.</summary>
internal sealed class DatCursor(SafeFileHandle handle, string file, int cpu, DatPages pages) : RecordCursor
{
    private const int EventHead = 4;
    private readonly byte[] _page = new byte[DatLayout.PageSize];
    private long _pageAt;
    private long _recordAt;
    private long _next;
    private int _at;
    private int _end;
    private long _timeNs;
    private int _textAt;
    private int _textLength;

    public override ReadOnlySpan<byte> Text => _page.AsSpan(_textAt, _textLength);

    public override string Place => $"offset {_recordAt}";

    public override bool Next()
    {
        Missed = false;
        while (true)
        {
            if (_at >= _end && !NextPage()) return false;
            if (_end - _at < EventHead) throw Short();
            uint head = BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(_at));
            int type = (int)(head & 31);
            long delta = head >> 5;
            long here = _recordAt = _pageAt + _at;
            if (type == 29) // padding: the rest of the page
            {
                _at = _end;
                continue;
            }

            if (type is 0 or 30 or 31 && _end - _at < 2 * EventHead) throw Short();
            if (type is 30 or 31) // more bits of time; an absolute time
            {
                long full = (long)BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(_at + 4)) << 27 | delta;
                _timeNs = type == 30 ? _timeNs + full : full;
                _at += 8;
                continue;
            }

            int length = type == 0 ? (int)BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(_at + 4)) - 4 : 4 * type;
            int body = _at + (type == 0 ? 8 : 4);
            if (length < DatLayout.RecordSize || body + length > _end)
            {
                throw new TraceFormatException(
                    file, $"offset {here}", $"an event of CPU {cpu} has {length} bytes",
                    $"{DatLayout.RecordSize} bytes or more within its page were expected");
            }

            _timeNs += delta;
            _at = body + length;
            Take(_page.AsSpan(body, length), body, here);
            if (Item != StreamItem.Decoration) return true;
        }
    }

    private void Take(ReadOnlySpan<byte> body, int at, long here)
    {
        int id = DatFields.Id(body);
        Item = DatLayout.Numbers.Item(id, out TraceKind kind)
            ?? throw new TraceFormatException(
                file, $"offset {here}", $"event number {id} is none of the simulator's", $"{DatLayout.FirstId} and up were expected");
        if (Item == StreamItem.Decoration) return;
        if (Item != StreamItem.Record)
        {
            uint place = BinaryPrimitives.ReadUInt32LittleEndian(body[DatLayout.StringAt..]);
            _textAt = at + (int)(place & 0xffff);
            _textLength = Math.Max(0, (int)(place >> 16) - 1);
            if (_textAt + _textLength > at + body.Length)
            {
                throw new TraceFormatException(
                    file, $"offset {here}", "a text reaches beyond its event", "a text within it was expected");
            }

            Current = TextAt(_timeNs, cpu);
            return;
        }

        Current = DatFields.Read(body, kind, _timeNs, cpu);
    }

    private TraceFormatException Short() => new(
        file, $"offset {_pageAt + _at}", $"{_end - _at} bytes are left of a page of CPU {cpu}", "an event within its page was expected");

    private bool NextPage()
    {
        do
        {
            if (!Page()) return false;
        }
        while (_end <= _at);
        return true;
    }

    private bool Page()
    {
        if (_next >= pages.Count) return false;
        _pageAt = pages[_next++];
        int read = RandomAccess.Read(handle, _page, _pageAt);
        if (read < _page.Length)
        {
            CutAt = $"offset {RandomAccess.GetLength(handle)}";
            _at = _end = 0;
            _next = pages.Count;
            return false;
        }

        _timeNs = BinaryPrimitives.ReadInt64LittleEndian(_page);
        long commit = BinaryPrimitives.ReadInt64LittleEndian(_page.AsSpan(8));
        Missed = (commit & 1L << 31) != 0;
        _at = DatLayout.PageHeader;
        _end = _at + (int)(commit & 0xfffff);
        if (_end > _page.Length)
        {
            throw new TraceFormatException(
                file, $"offset {_pageAt + 8}", $"a page of CPU {cpu} claims {_end - _at} bytes", "at most 4080 were expected");
        }

        return true;
    }
}
