using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>
/// Walks the events of one CPU's pages (kernel/trace/ring_buffer.c), in either order of bytes and with longs of either size.
/// </summary>
internal sealed class RingCursor(KernelDat dat, KernelSection section, DatChunks pages)
{
    private const int Padding = 29;
    private const int TimeExtend = 30;
    private const int TimeStamp = 31;
    private const int MissedBit = 31;
    private const int StoredBit = 30;
    private const ulong HighTime = 0xf8ul << 56;
    private readonly bool _isBig = dat.Kernel.IsBig;
    private byte[] _page = new byte[dat.PageSize];
    private int _at;
    private int _end;
    private ulong _time;
    private int _body;
    private int _length;

    /// <summary>The buffer's number.</summary>
    public int Buffer => section.Buffer;

    /// <summary>The CPU.</summary>
    public int Cpu => section.Cpu;

    /// <summary>The event's time, ns.</summary>
    public long TimeNs { get; private set; }

    /// <summary>The event's bytes.</summary>
    public ReadOnlySpan<byte> Body => _page.AsSpan(_body, _length);

    /// <summary>True when events were lost before this one.</summary>
    public bool Missed { get; private set; }

    /// <summary>How many; null when the page does not say.</summary>
    public long? MissedCount { get; private set; }

    /// <summary>Where the page stands.</summary>
    public string Place => $"offset {pages.PlaceOfPage}";

    /// <summary>What is wrong with a page that was left at this point; null when nothing was.</summary>
    public string? Damage { get; private set; }

    /// <summary>True when the file ends within its pages.</summary>
    public bool IsCut => pages.IsCut;

    /// <summary>The next event; false after the last.</summary>
    public bool Next()
    {
        Missed = false;
        MissedCount = null;
        while (true)
        {
            if (_at + 4 > _end)
            {
                if (!NextPage()) return false;
                continue;
            }

            uint head = Number32(_at);
            int type = (int)(_isBig ? head >> 27 : head & 31);
            uint delta = _isBig ? head & 0x7ffffff : head >> 5;
            if (type == Padding && delta == 0)
            {
                _at = _end;
                continue;
            }

            if (type is 0 or Padding or TimeExtend or TimeStamp && _at + 8 > _end)
            {
                Leave("an event that is not whole");
                continue;
            }

            if (type is TimeExtend or TimeStamp)
            {
                ulong full = ((ulong)Number32(_at + 4) << 27) | delta;
                // An absolute time has 59 bits; the rest is that of the page.
                _time = type == TimeExtend ? _time + full : full | (_time & HighTime);
                _at += 8;
                continue;
            }

            _time += delta;
            // The length counts itself, and is rounded up to words.
            int length = type is 0 or Padding ? (int)Math.Min(Number32(_at + 4), 1 << 24) - (type == 0 ? 4 : 0) : 4 * type;
            _body = _at + (type == 0 ? 8 : 4);
            if (length < 0 || _body + length > _end)
            {
                Leave($"an event of {length} bytes");
                continue;
            }

            _at = _body + (length + 3 & ~3);
            if (type == Padding) continue; // discarded
            _length = length;
            TimeNs = Time(_time);
            return true;
        }
    }

    private bool NextPage()
    {
        ReadOnlySpan<byte> page = pages.Next();
        if (page.IsEmpty) return false;
        if (page.Length > _page.Length) _page = new byte[page.Length];
        page.CopyTo(_page);
        (int commitSize, int dataAt) = dat.Kernel.Page;
        if (page.Length < dataAt)
        {
            Leave("a page that is not whole");
            return true;
        }

        _time = Number64(0);
        ulong commit = commitSize == 8 ? Number64(8) : Number32(8);
        _at = dataAt;
        _end = dataAt + (int)(commit & 0xfffffff);
        bool missed = (commit >> MissedBit & 1) != 0;
        if (missed)
        {
            Missed = true;
            bool isStored = (commit >> StoredBit & 1) != 0;
            _end = dataAt + (int)(commit & 0xfffff);
            MissedCount = isStored && _end + dat.Kernel.LongSize <= page.Length
                ? dat.Kernel.LongSize == 8 ? (long)Number64(_end) : Number32(_end) : null;
            if (MissedCount is < 0) MissedCount = null;
        }

        if (_end > page.Length)
        {
            _end = page.Length;
            if (!pages.IsCut) Damage ??= $"a page of CPU {Cpu} claims {commit & 0xfffffff} bytes ({Place})";
        }

        return true;
    }

    // The rest of the page cannot be trusted: what follows is as if it were lost.
    private void Leave(string wrong)
    {
        Damage ??= $"{wrong} of CPU {Cpu} ({Place})";
        _at = _end;
        Missed = true;
        MissedCount = null;
    }

    private long Time(ulong stamp)
    {
        (uint multiplier, int shift) = dat.Cycles;
        if (multiplier != 0) stamp = (ulong)((UInt128)stamp * multiplier >> shift);
        return unchecked((long)stamp + dat.ShiftNs);
    }

    private uint Number32(int at) => _isBig
        ? BinaryPrimitives.ReadUInt32BigEndian(_page.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(at));

    private ulong Number64(int at) => _isBig
        ? BinaryPrimitives.ReadUInt64BigEndian(_page.AsSpan(at)) : BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(at));
}
