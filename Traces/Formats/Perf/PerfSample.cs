using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats.Perf;

/// <summary>What of a record of perf.data is used; its parts stand one behind the other without names.</summary>
internal readonly struct PerfSample
{
    /// <summary>No such part.</summary>
    public const long Missing = long.MinValue;

    private PerfSample(long timeNs, int cpu, int rawAt, int rawLength) => (TimeNs, Cpu, RawAt, RawLength) = (timeNs, cpu, rawAt, rawLength);

    /// <summary>When, ns; <see cref="Missing"/> when it does not say.</summary>
    public long TimeNs { get; }

    /// <summary>Where; -1 when it does not say.</summary>
    public int Cpu { get; }

    /// <summary>Where the event's own bytes begin in the record.</summary>
    public int RawAt { get; }

    /// <summary>How many they are; 0 for none.</summary>
    public int RawLength { get; }

    /// <summary>Takes a sample apart; null when it is shorter than what it says to hold.</summary>
    public static PerfSample? Of(ReadOnlySpan<byte> record, PerfAttribute attribute, bool isBig)
    {
        PerfHolds holds = attribute.Holds;
        int at = 8;
        long time = Missing, cpu = -1;
        if (holds.HasFlag(PerfHolds.Identifier)) at += 8;
        if (holds.HasFlag(PerfHolds.Ip)) at += 8;
        if (holds.HasFlag(PerfHolds.Tid)) at += 8;
        if (holds.HasFlag(PerfHolds.Time)) time = Number64(record, ref at, isBig);
        if (holds.HasFlag(PerfHolds.Address)) at += 8;
        if (holds.HasFlag(PerfHolds.Id)) at += 8;
        if (holds.HasFlag(PerfHolds.StreamId)) at += 8;
        if (holds.HasFlag(PerfHolds.Cpu)) cpu = Number32(record, ref at, isBig, 4);
        if (holds.HasFlag(PerfHolds.Period)) at += 8;
        if (holds.HasFlag(PerfHolds.Read)) SkipRead(record, ref at, attribute.ReadFormat, isBig);
        if (holds.HasFlag(PerfHolds.CallChain))
        {
            long frames = Number64(record, ref at, isBig);
            if (frames < 0 || frames > record.Length / 8) return null;
            at += (int)frames * 8;
        }

        int raw = holds.HasFlag(PerfHolds.Raw) ? (int)Math.Min(Number32(record, ref at, isBig), int.MaxValue) : 0;
        if (at < 0 || at + (long)raw > record.Length) return null;
        return new PerfSample(time, (int)Math.Min(cpu, int.MaxValue), at, raw);
    }

    /// <summary>Takes what records that are no samples end with; null when they end with nothing.</summary>
    public static PerfSample? OfEnd(ReadOnlySpan<byte> record, PerfAttribute attribute, bool isBig)
    {
        if (!attribute.HasIdAll) return null;
        PerfHolds holds = attribute.Holds;
        int size = 0;
        foreach (
            PerfHolds part in (ReadOnlySpan<PerfHolds>)[PerfHolds.Tid, PerfHolds.Time, PerfHolds.Id, PerfHolds.StreamId, PerfHolds.Cpu,
            PerfHolds.Identifier])
        {
            if (holds.HasFlag(part)) size += 8;
        }

        int at = record.Length - size;
        if (at < 8) return null;
        long time = Missing, cpu = -1;
        if (holds.HasFlag(PerfHolds.Tid)) at += 8;
        if (holds.HasFlag(PerfHolds.Time)) time = Number64(record, ref at, isBig);
        if (holds.HasFlag(PerfHolds.Id)) at += 8;
        if (holds.HasFlag(PerfHolds.StreamId)) at += 8;
        if (holds.HasFlag(PerfHolds.Cpu)) cpu = Number32(record, ref at, isBig, 4);
        return new PerfSample(time, (int)Math.Min(cpu, int.MaxValue), 0, 0);
    }

    /// <summary>The number by which a sample names its event; null when it names none.</summary>
    public static long? Id(ReadOnlySpan<byte> record, PerfHolds holds, bool isBig)
    {
        int at = 8;
        if (!holds.HasFlag(PerfHolds.Identifier))
        {
            if (!holds.HasFlag(PerfHolds.Id)) return null;
            foreach (PerfHolds part in (ReadOnlySpan<PerfHolds>)[PerfHolds.Ip, PerfHolds.Tid, PerfHolds.Time, PerfHolds.Address])
            {
                if (holds.HasFlag(part)) at += 8;
            }
        }

        return at + 8 <= record.Length ? Number64(record, ref at, isBig) : null;
    }

    // PERF_FORMAT_TOTAL_TIME_ENABLED, TOTAL_TIME_RUNNING, ID, GROUP, LOST.
    private static void SkipRead(ReadOnlySpan<byte> record, ref int at, long format, bool isBig)
    {
        int times = (int)(format & 1) + (int)(format >> 1 & 1), each = 1 + (int)(format >> 2 & 1) + (int)(format >> 4 & 1);
        long values = (format & 8) != 0 ? Number64(record, ref at, isBig) : 1;
        at = values < 0 || values > record.Length / 8 ? record.Length : at + 8 * (times + each * (int)values);
    }

    private static long Number64(ReadOnlySpan<byte> record, ref int at, bool isBig)
    {
        if (at + 8 > record.Length)
        {
            at = record.Length + 1;
            return 0;
        }

        long value = isBig ? BinaryPrimitives.ReadInt64BigEndian(record[at..]) : BinaryPrimitives.ReadInt64LittleEndian(record[at..]);
        at += 8;
        return value;
    }

    private static long Number32(ReadOnlySpan<byte> record, ref int at, bool isBig, int pad = 0)
    {
        if (at + 4 > record.Length)
        {
            at = record.Length + 1;
            return 0;
        }

        long value = isBig ? BinaryPrimitives.ReadUInt32BigEndian(record[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);
        at += 4 + pad;
        return value;
    }
}
