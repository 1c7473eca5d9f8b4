using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Writes a real kernel's capture as spans.</summary>
internal abstract class CaptureWriter(TraceRunInfo info, Output? output) : TraceWriter(info, output)
{
    /// <summary>Spans written.</summary>
    public long Spans { get; private set; }

    /// <summary>Writes a span.</summary>
    public void Write(in CaptureSpan span)
    {
        Spans++;
        Put(span);
    }

    /// <summary>Writes a span.</summary>
    protected abstract void Put(in CaptureSpan span);

    /// <summary>A capture has no records of a run.</summary>
    protected sealed override void Put(in TraceRecord record) => throw new NotSupportedException("a capture has no records of a run");
}
