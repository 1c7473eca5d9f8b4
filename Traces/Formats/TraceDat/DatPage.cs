using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>
/// One CPU's page of a ring buffer, being filled (kernel/trace/ring_buffer.c: struct buffer_data_page, ring_buffer_event).
/// </summary>
internal sealed class DatPage
{
    private const int TimeExtend = 30;
    private const long MostDelta = (1 << 27) - 1;
    private readonly ByteBuffer _bytes = new(512);

    /// <summary>The page before this one in the spool; -1 for none.</summary>
    public long Previous { get; set; } = -1;

    /// <summary>Pages written to the spool so far.</summary>
    public long Written { get; set; }

    /// <summary>The time of the CPU's last event, ns.</summary>
    public long LastNs { get; private set; }

    /// <summary>True once viewers know which task runs on the CPU.</summary>
    public bool IsTold { get; set; }

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => _bytes.Length == 0;

    /// <summary>Room for an event of <paramref name="size"/> bytes, or an empty span when the page is full.</summary>
    public Span<byte> TryAdd(long timeNs, int size)
    {
        int words = (size + 3) / 4;
        bool fits28 = words <= 28;
        int header = fits28 ? 4 : 8;
        if (IsEmpty)
        {
            _bytes.Int64(timeNs);
            _bytes.Int64(0);
            LastNs = timeNs;
        }

        long delta = timeNs - LastNs;
        if (delta < 0) throw new InvalidOperationException($"Records of a CPU must be in order: {timeNs} ns follows {LastNs} ns.");
        bool extend = delta > MostDelta;
        if (_bytes.Length + (extend ? 8 : 0) + header + 4 * words > DatLayout.PageSize) return [];
        if (extend)
        {
            _bytes.UInt32((uint)((delta & MostDelta) << 5) | TimeExtend);
            _bytes.UInt32((uint)(delta >> 27));
            delta = 0;
        }

        LastNs = timeNs;
        // Up to 28 words the header's first five bits hold the length; beyond it stands behind the header, itself included.
        _bytes.UInt32((uint)(delta << 5) | (fits28 ? (uint)words : 0));
        if (!fits28) _bytes.UInt32((uint)(4 * words + 4));
        return _bytes.Take(4 * words);
    }

    /// <summary>The finished page, of full size; the page is empty afterwards.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.At(8, 8), _bytes.Length - DatLayout.PageHeader);
        _bytes.Take(DatLayout.PageSize - _bytes.Length).Clear();
        ReadOnlySpan<byte> page = _bytes.Written;
        _bytes.Clear();
        return page;
    }
}
