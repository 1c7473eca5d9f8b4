using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>What stands in a stream of records.</summary>
internal enum StreamItem : byte
{
    Record,

    /// <summary>The run's description, as text.</summary>
    RunInfo,

    /// <summary>The run's totals, as text.</summary>
    RunTotals,

    /// <summary>What is there for viewers alone: readers pass it over, so that its place in the order changes nothing.</summary>
    Decoration,
}

/// <summary>Walks a stream of records that are in order.</summary>
internal abstract class RecordCursor
{
    /// <summary>What was read last.</summary>
    public StreamItem Item { get; protected set; }

    /// <summary>The record last read; of a text only the time and the CPU mean something.</summary>
    public TraceRecord Current { get; protected set; }

    /// <summary>The text last read; valid until the next is.</summary>
    public virtual ReadOnlySpan<byte> Text => [];

    /// <summary>Where it stands, for messages.</summary>
    public virtual string Place => "whole file";

    /// <summary>True when events before this one were lost by the tracer.</summary>
    public bool Missed { get; protected set; }

    /// <summary>Where the stream ends though more was to come; null when it does not.</summary>
    public string? CutAt { get; protected set; }

    /// <summary>The next item; false at the end.</summary>
    public abstract bool Next();

    /// <summary>A text's place in the order: before all records of its time.</summary>
    protected static TraceRecord TextAt(long timeNs, int cpu) => new(timeNs, -1, 0, TraceKind.Raised, cpu, 0, -1, -1, -1, 0);
}
