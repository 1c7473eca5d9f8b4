using System.Numerics;

namespace Tickstorm.Tracing;

/// <summary>
/// Puts records in the total order. They come process by process, or interrupt by interrupt, so that in most of them it is the time alone
/// that is out of order: it is sorted by its digits, without comparing; what stands at one time is compared only where that is not enough.
/// </summary>
/// <remarks>Keeps room for the longest list so far: a record and 16 bytes for each.</remarks>
public sealed class TraceSort
{
    // Below that, comparing is as fast.
    private const int Few = 256;
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private readonly int[] _starts = new int[Digits];
    private ulong[] _keys = [];
    private ulong[] _others = [];
    private TraceRecord[] _sorted = [];

    /// <summary>
    /// The records in order: those that were given, where they were in order or are few, else in a place that is used again the next time.
    /// </summary>
    public ArraySegment<TraceRecord> Sort(ArraySegment<TraceRecord> given)
    {
        Span<TraceRecord> records = given;
        if (IsSorted(records)) return given;
        long first = long.MaxValue, last = long.MinValue;
        foreach (ref readonly TraceRecord record in records)
        {
            first = Math.Min(first, record.Time);
            last = Math.Max(last, record.Time);
        }

        int timeBits = 64 - BitOperations.LeadingZeroCount((ulong)(last - first));
        int placeBits = 32 - BitOperations.LeadingZeroCount((uint)records.Length);
        if (records.Length < Few || timeBits + placeBits > 64)
        {
            records.Sort(TraceRecord.Compare);
            return given;
        }

        SortKeys(records, first, timeBits, placeBits);
        if (_sorted.Length < records.Length) _sorted = new TraceRecord[records.Length];
        ulong places = (1UL << placeBits) - 1;
        // Neighbours come from lists that stand one after the other, each in order: memory is read as far ahead as these are long.
        for (int i = 0; i < records.Length; i++) _sorted[i] = records[(int)(_keys[i] & places)];
        ArraySegment<TraceRecord> sorted = new(_sorted, 0, records.Length);
        SortWithinTimes(sorted);
        return sorted;
    }

    private static bool IsSorted(ReadOnlySpan<TraceRecord> records)
    {
        for (int i = 1; i < records.Length; i++)
        {
            if (TraceRecord.Compare(records[i - 1], records[i]) > 0) return false;
        }

        return true;
    }

    // A key is a time with the record's place below it. Each pass keeps the order of what has the same digit.
    private void SortKeys(ReadOnlySpan<TraceRecord> records, long first, int timeBits, int placeBits)
    {
        int count = records.Length;
        if (_keys.Length < count) (_keys, _others) = (new ulong[count], new ulong[count]);
        for (int i = 0; i < count; i++) _keys[i] = (ulong)(records[i].Time - first) << placeBits | (uint)i;
        for (int shift = placeBits; shift < placeBits + timeBits; shift += DigitBits)
        {
            ReadOnlySpan<ulong> from = _keys.AsSpan(0, count);
            Span<int> starts = _starts;
            starts.Clear();
            foreach (ulong key in from) starts[(int)(key >> shift) & (Digits - 1)]++;
            int start = 0;
            foreach (ref int digit in starts) (digit, start) = (start, start + digit);
            ulong[] into = _others;
            foreach (ulong key in from) into[starts[(int)(key >> shift) & (Digits - 1)]++] = key;
            (_keys, _others) = (_others, _keys);
        }
    }

    private static void SortWithinTimes(Span<TraceRecord> records)
    {
        for (int i = 1; i < records.Length; i++)
        {
            if (TraceRecord.Compare(records[i - 1], records[i]) <= 0) continue;
            long time = records[i].Time;
            int begin = i - 1, end = i + 1;
            while (begin > 0 && records[begin - 1].Time == time) begin--;
            while (end < records.Length && records[end].Time == time) end++;
            records[begin..end].Sort(TraceRecord.Compare);
            i = end - 1;
        }
    }
}
