namespace Tickstorm.Traces.Formats.Perfetto;

/// <summary>Numbers of fields and values in Perfetto's protobuf (protos/perfetto/trace/trace_packet.proto, track_event/*.proto).</summary>
internal static class PerfettoFields
{
    public const int TracePacket = 1;

    // TracePacket
    public const int Timestamp = 8, SequenceId = 10, TrackEvent = 11, TrackDescriptor = 60;

    // TrackDescriptor, ThreadDescriptor, ProcessDescriptor
    public const int Uuid = 1, TrackName = 2, Process = 3, Thread = 4, ParentUuid = 5, Counter = 8;
    public const int ThreadPid = 1, ThreadTid = 2, ThreadName = 5, ProcessPid = 1, ProcessName = 6;

    // TrackEvent
    public const int Annotations = 4, Type = 9, TrackUuid = 11, Categories = 22, Name = 23, CounterValue = 30, FlowIds = 47,
        TerminatingFlowIds = 48;

    // TrackEvent.Type
    public const int SliceBegin = 1, SliceEnd = 2, Instant = 3, CounterSample = 4;

    // DebugAnnotation
    public const int IntValue = 4, StringValue = 6, AnnotationName = 10;

    /// <summary>The name of the event whose annotation has the run's description: the first of a file that is ours.</summary>
    public const string RunInfo = "tickstorm run_info";

    /// <summary>The name of the event whose annotation has the totals.</summary>
    public const string RunTotals = "tickstorm run_totals";

    /// <summary>The category of instants that are records.</summary>
    public const string Record = "record";
}
