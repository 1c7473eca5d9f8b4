using Tickstorm.Tracing;

namespace Tickstorm.Traces.Sampling;

/// <summary>A record's place in the one total order.</summary>
internal readonly record struct RecordKey(long Time, int Process, uint Sequence) : IComparable<RecordKey>
{
    public static RecordKey Of(in TraceRecord record) => new(record.Time, record.Process, record.Sequence);

    public int CompareTo(RecordKey other)
    {
        int order = Time.CompareTo(other.Time);
        if (order == 0) order = Process.CompareTo(other.Process);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }
}
