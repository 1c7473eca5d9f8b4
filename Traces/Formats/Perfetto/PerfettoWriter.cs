using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Perfetto;

/// <summary>
/// Writes Perfetto's protobuf: rows of slices per CPU, a counter per queue, arrows from held-up ticks to their holders, and every record as
/// an instant whose annotations have all its fields.
/// </summary>
internal sealed class PerfettoWriter : TraceWriter, ISliceSink
{
    private const int FlushAt = 1 << 16;
    private const uint Sequence = 1;
    private const int Pid = 1;

    // Rows of CPUs come first, then those of lines and locks, whose numbers begin at -3.
    private const ulong MachineTrack = 1;
    private const ulong FirstTrack = 16;
    private const ulong QueueTrack = 1UL << 40;
    private readonly ProtoBuffer _buffer = new();
    private readonly Stream _stream;
    private readonly TraceSlices _slices;
    private readonly HashSet<ulong> _named = [];

    public PerfettoWriter(Stream stream, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _stream = stream;
        _slices = new TraceSlices(info, this);
        int packet = _buffer.Begin(PerfettoFields.TracePacket);
        _buffer.Int(PerfettoFields.SequenceId, Sequence);
        int track = _buffer.Begin(PerfettoFields.TrackDescriptor);
        _buffer.Int(PerfettoFields.Uuid, (long)MachineTrack);
        int process = _buffer.Begin(PerfettoFields.Process);
        _buffer.Int(PerfettoFields.ProcessPid, Pid);
        _buffer.Text(PerfettoFields.ProcessName, $"{info.Scenario} {info.Design}".Trim());
        _buffer.End(process);
        _buffer.End(track);
        _buffer.End(packet);
        Text(PerfettoFields.RunInfo, 0, RunInfoJson.Of(info));
    }

    /// <inheritdoc/>
    public void Slice(SliceTrack track, int cpu, string name, long beginNs, long endNs)
    {
        ulong uuid = Track(track, cpu);
        Event(PerfettoFields.SliceBegin, uuid, beginNs, name);
        Event(PerfettoFields.SliceEnd, uuid, endNs, null);
    }

    /// <inheritdoc/>
    public void Queue(short line, long timeNs, int waiting)
    {
        ulong uuid = QueueTrack + (ulong)(line - short.MinValue);
        if (_named.Add(uuid))
        {
            int packet = Descriptor(uuid, $"queue {TraceLines.Of(line)}", out int track);
            _buffer.End(_buffer.Begin(PerfettoFields.Counter));
            _buffer.End(track);
            _buffer.End(packet);
        }

        int counted = Begin(timeNs, PerfettoFields.CounterSample, uuid, out int one);
        // A oneof: 0 must be written.
        _buffer.Varint(PerfettoFields.CounterValue << 3);
        _buffer.Varint((ulong)waiting);
        End(counted, one);
    }

    /// <inheritdoc/>
    public void Arrow(long id, string name, long timeNs, int from, int to)
    {
        Flow(PerfettoFields.FlowIds, id, $"{name} behind CPU {to}", timeNs, from);
        Flow(PerfettoFields.TerminatingFlowIds, id, $"holds up CPU {from}", timeNs, to);
    }

    protected override void Put(in TraceRecord record)
    {
        int packet = Begin(record.Time, PerfettoFields.Instant, Track(SliceTrack.Cpu, record.Cpu), out int one);
        _buffer.Text(PerfettoFields.Categories, PerfettoFields.Record);
        _buffer.Text(PerfettoFields.Name, SimulatedEvents.Name(record.Kind));
        Annotate("cpu", record.Cpu);
        Annotate("interrupt", record.Interrupt);
        if (record.Vector != -1) Annotate("vector", record.Vector);
        if (record.Line != -1) Annotate("line", record.Line);
        if (record.Peer != -1) Annotate("peer", record.Peer);
        if (record.Argument != 0) Annotate("arg", record.Argument);
        if (record.Process != record.Cpu) Annotate("process", record.Process);
        Annotate("seq", record.Sequence);
        if (DropTexts.Reason(record) is { } reason) Annotate("reason", reason.Name());
        if (record.Kind == TraceKind.Late) Annotate("cause", LateTick.Cause(record.Argument).Name());
        if (record.Kind == TraceKind.VmExit) Annotate("exit", VirtualExit.Reason(record.Argument).Name());
        if (record.Kind == TraceKind.Detected) Annotate("detector", Detection.Kind(record.Argument).Name());
        End(packet, one);
        _slices.Take(record);
        if (_buffer.Length >= FlushAt) Flush();
    }

    protected override void Close(TraceTotals? totals)
    {
        _slices.Finish(totals?.SimulatedNs);
        if (totals is not null) Text(PerfettoFields.RunTotals, EndNs(totals), RunInfoJson.Of(totals));
        Flush();
    }

    private void Flow(int field, long id, string name, long timeNs, int cpu)
    {
        int packet = Begin(timeNs, PerfettoFields.Instant, Track(SliceTrack.Cpu, cpu), out int one);
        _buffer.Text(PerfettoFields.Name, name);
        _buffer.Fixed64(field, id);
        End(packet, one);
    }

    private void Text(string name, long timeNs, string text)
    {
        int packet = Begin(timeNs, PerfettoFields.Instant, MachineTrack, out int one);
        _buffer.Text(PerfettoFields.Name, name);
        Annotate("json", text);
        End(packet, one);
    }

    private void Event(int type, ulong track, long timeNs, string? name)
    {
        int packet = Begin(timeNs, type, track, out int one);
        if (name is not null) _buffer.Text(PerfettoFields.Name, name);
        End(packet, one);
    }

    private int Begin(long timeNs, int type, ulong track, out int one)
    {
        int packet = _buffer.Begin(PerfettoFields.TracePacket);
        _buffer.Int(PerfettoFields.Timestamp, timeNs);
        _buffer.Int(PerfettoFields.SequenceId, Sequence);
        one = _buffer.Begin(PerfettoFields.TrackEvent);
        _buffer.Int(PerfettoFields.Type, type);
        _buffer.Int(PerfettoFields.TrackUuid, (long)track);
        return packet;
    }

    private void End(int packet, int one)
    {
        _buffer.End(one);
        _buffer.End(packet);
    }

    private void Annotate(string name, long value)
    {
        int one = _buffer.Begin(PerfettoFields.Annotations);
        _buffer.Text(PerfettoFields.AnnotationName, name);
        _buffer.Varint(PerfettoFields.IntValue << 3);
        _buffer.Varint((ulong)value);
        _buffer.End(one);
    }

    private void Annotate(string name, string value)
    {
        int one = _buffer.Begin(PerfettoFields.Annotations);
        _buffer.Text(PerfettoFields.AnnotationName, name);
        _buffer.Text(PerfettoFields.StringValue, value);
        _buffer.End(one);
    }

    // A row's number; it is described before it is used for the first time. The CPU's own is a thread, which viewers sort by number.
    private ulong Track(SliceTrack track, int cpu)
    {
        ulong uuid = FirstTrack + (ulong)cpu * SliceTracks.Count + (ulong)track;
        if (!_named.Add(uuid)) return uuid;
        if (track != SliceTrack.Cpu) Track(SliceTrack.Cpu, cpu);
        int packet = Descriptor(uuid, SliceTracks.Name(track, cpu), out int one);
        if (track == SliceTrack.Cpu)
        {
            int thread = _buffer.Begin(PerfettoFields.Thread);
            _buffer.Int(PerfettoFields.ThreadPid, Pid);
            _buffer.Int(PerfettoFields.ThreadTid, cpu + Pid + 1);
            _buffer.Text(PerfettoFields.ThreadName, SliceTracks.Name(track, cpu));
            _buffer.End(thread);
        }

        _buffer.End(one);
        _buffer.End(packet);
        return uuid;
    }

    private int Descriptor(ulong uuid, string name, out int track)
    {
        int packet = _buffer.Begin(PerfettoFields.TracePacket);
        _buffer.Int(PerfettoFields.SequenceId, Sequence);
        track = _buffer.Begin(PerfettoFields.TrackDescriptor);
        _buffer.Int(PerfettoFields.Uuid, (long)uuid);
        _buffer.Text(PerfettoFields.TrackName, name);
        _buffer.Int(PerfettoFields.ParentUuid, (long)MachineTrack);
        return packet;
    }

    private void Flush()
    {
        _stream.Write(_buffer.Written);
        _buffer.Clear();
    }
}
