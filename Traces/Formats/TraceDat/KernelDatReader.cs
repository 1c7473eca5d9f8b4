namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Reads a trace.dat of a real kernel: all CPUs and buffers in the order of time.</summary>
internal sealed class KernelDatReader(KernelDat dat, FileStream stream, TraceInput input, ICaptureSink taker)
{
    private readonly BinaryEvents _events = new(dat.Kernel);
    private readonly Dictionary<int, int> _buffers = [];
    private RingCursor? _at;

    /// <summary>Reads everything.</summary>
    public void Read()
    {
        CaptureGuard sink = input.Guard(taker, () => _at?.Place ?? "offset 0");
        if (dat.Cpus > 0) sink.Cpus(dat.Cpus);
        if (dat.Kernel.Symbols.IsEmpty) TellTick(sink);
        Clock(sink);
        PriorityQueue<RingCursor, (long TimeNs, int Order)> heads = new();
        RingCursor[] cursors = [.. Cursors()];
        foreach (RingCursor cursor in cursors)
        {
            _at = cursor;
            if (cursor.Next()) heads.Enqueue(cursor, (cursor.TimeNs, Order(cursor)));
        }

        while (heads.TryDequeue(out RingCursor? cursor, out _))
        {
            _at = cursor;
            // Most events are followed by one of the same CPU.
            (long TimeNs, int Order) next = heads.TryPeek(out _, out (long, int) peeked) ? peeked : (long.MaxValue, 0);
            bool more;
            do
            {
                Give(cursor, sink);
                more = cursor.Next();
            }
            while (more && (cursor.TimeNs, Order(cursor)).CompareTo(next) <= 0);
            if (more) heads.Enqueue(cursor, (cursor.TimeNs, Order(cursor)));
        }

        End(cursors, sink);
        foreach (string remark in _events.Remarks) sink.Remark(remark);
        sink.Finish();
    }

    private IEnumerable<RingCursor> Cursors() =>
        dat.Sections.Select(section => new RingCursor(dat, section, new DatChunks(stream.SafeFileHandle, dat, section)));

    // Those that belong together are given out together: a CPU's buffers, the top one first.
    private static int Order(RingCursor cursor) => cursor.Cpu * 64 + Math.Min(63, cursor.Buffer);

    private void Give(RingCursor cursor, CaptureGuard sink)
    {
        if (cursor.Missed) sink.Lost(cursor.Cpu, cursor.MissedCount);
        sink.Look();
        int number = _events.Number(cursor.Body);
        if (number < 0)
        {
            sink.Event(new CaptureEvent(cursor.TimeNs, cursor.Cpu, CaptureKind.Other, -1, 0, Idle: false), "unknown"u8);
            return;
        }

        // An event that several buffers recorded is one event of the kernel.
        if (dat.Sections[^1].Buffer > 0)
        {
            if (!_buffers.TryGetValue(number, out int first)) _buffers[number] = cursor.Buffer;
            else if (first != cursor.Buffer && !_events.IsPrint(number)) return;
        }

        CaptureEvent captured = _events.Read(number, cursor.Body, cursor.Cpu, cursor.TimeNs, out ReadOnlySpan<byte> label);
        sink.Event(captured, label);
    }

    // Without the names of functions the tick's timer is told by its rhythm: everything is read twice.
    private void TellTick(CaptureGuard sink)
    {
        TickRhythm rhythm = new();
        foreach (RingCursor cursor in Cursors())
        {
            _at = cursor;
            while (cursor.Next())
            {
                sink.Look();
                int number = _events.Number(cursor.Body);
                if (number < 0 || _events.Shape(number) != EventShape.TimerStart) continue;
                (long timer, long function, long expiresNs) = _events.Start(number, cursor.Body);
                rhythm.Start(cursor.Cpu, timer, function, expiresNs);
            }
        }

        _events.TickFunction = rhythm.Function;
        if (rhythm.Function != 0) sink.Remark("which timer is the tick's: the file has no names of functions, it was told by its rhythm");
    }

    private void Clock(CaptureGuard sink)
    {
        if (dat.Clock is "counter")
        {
            throw new TraceFormatException(
                input.Name, "options", "its clock counts events and not time (trace_clock counter)",
                    "record with trace-cmd record -C mono");
        }

        if (dat.Clock is "uptime")
        {
            sink.Resolution(10_000_000);
            sink.Remark("times between events: the clock (uptime) counts 10 ms; only what the kernel itself says of its timers is finer");
        }
        else if (dat.Clock is "x86-tsc" && dat.Cycles.Multiplier == 0)
        {
            sink.Remark("times: the clock counts cycles (x86-tsc), and the file does not say how many a second has; they are taken for ns");
        }
    }

    private void End(RingCursor[] cursors, CaptureGuard sink)
    {
        foreach (RingCursor cursor in cursors)
        {
            if (cursor.IsCut) sink.Cut($"offset {stream.Length}", $"the file ends within the events of CPU {cursor.Cpu}", isSure: true);
            if (cursor.Damage is { } damage) sink.Contradiction("whole file", damage);
        }

        if (dat.Overrun > 0)
            sink.Remark($"{dat.Overrun} events that the kernel counts as overwritten or dropped before the recorder read them");
    }
}
