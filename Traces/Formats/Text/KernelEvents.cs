namespace Tickstorm.Traces.Formats.Text;

/// <summary>Recognises the events of a kernel by name and takes their fields out of the text.</summary>
internal static class KernelEvents
{
    /// <summary>What the line says; <paramref name="label"/> is the event's name, for an IRQ the action's.</summary>
    public static CaptureEvent Read(in EventLine line, out ReadOnlySpan<byte> label)
    {
        label = line.Name;
        if (line.IsFunction)
            return Make(line, line.Name.SequenceEqual("tick_handle_periodic"u8) ? CaptureKind.PeriodicTick : CaptureKind.Function);

        ReadOnlySpan<byte> name = line.Name;
        switch (name[0])
        {
            case (byte)'s' when name.SequenceEqual("sched_switch"u8):
                return Make(line, CaptureKind.Switch, NextPid(line.Fields));
            case (byte)'h' when name.SequenceEqual("hrtimer_expire_entry"u8):
                return IsTick(line.Fields) && EventLineParser.TryNumber(line.Fields, "now="u8, out long now)
                    ? Make(line, CaptureKind.TickExpired, -1, now)
                    : Make(line, CaptureKind.Other);
            case (byte)'h' when name.SequenceEqual("hrtimer_start"u8):
                return IsTick(line.Fields) && EventLineParser.TryNumber(line.Fields, "expires="u8, out long expires)
                    ? Make(line, CaptureKind.TickArmed, -1, expires)
                    : Make(line, CaptureKind.Other);
            case (byte)'i' when name.SequenceEqual("irq_handler_entry"u8):
                if (!EventLineParser.TryNumber(line.Fields, "irq="u8, out long irq)) break;
                if (EventLineParser.TryText(line.Fields, "name="u8, out ReadOnlySpan<byte> action)) label = action;
                return Make(line, CaptureKind.IrqEntry, Saturated.Int(irq));
            case (byte)'i' when name.SequenceEqual("irq_handler_exit"u8):
                if (!EventLineParser.TryNumber(line.Fields, "irq="u8, out long ended)) break;
                return Make(line, CaptureKind.IrqExit, Saturated.Int(ended));
            case (byte)'i' when name.SequenceEqual("ipi_send_cpu"u8):
                if (!EventLineParser.TryNumber(line.Fields, "cpu="u8, out long target)) break;
                return Make(line, CaptureKind.IpiSent, Saturated.Int(target));
            case (byte)'c' when name.SequenceEqual("contention_begin"u8):
                return Make(line, CaptureKind.LockBegin, -1, NumberText.Pointer(line.Fields));
            case (byte)'c' when name.SequenceEqual("contention_end"u8):
                return Make(line, CaptureKind.LockEnd, -1, NumberText.Pointer(line.Fields));
            default:
                break;
        }

        // Of all events only those of irq_vectors have a field "vector" and such a name.
        if (name.EndsWith("_entry"u8) && line.Fields.StartsWith("vector="u8) && NumberText.TryParse(line.Fields[7..], out long entered))
            return Make(line, CaptureKind.VectorEntry, Saturated.Int(entered));
        if (name.EndsWith("_exit"u8) && line.Fields.StartsWith("vector="u8) && NumberText.TryParse(line.Fields[7..], out long left))
            return Make(line, CaptureKind.VectorExit, Saturated.Int(left));
        return Make(line, CaptureKind.Other);
    }

    private static CaptureEvent Make(in EventLine line, CaptureKind kind, int number = -1, long argument = 0) =>
        new(line.TimeNs, line.Cpu, kind, number, argument, line.Idle);

    // tick_sched_timer was renamed tick_nohz_handler in 6.8.
    private static bool IsTick(ReadOnlySpan<byte> fields) =>
        EventLineParser.TryText(fields, "function="u8, out ReadOnlySpan<byte> function)
            && (function.StartsWith("tick_sched_timer"u8) || function.StartsWith("tick_nohz_handler"u8));

    // "... ==> next_comm=busy next_pid=258 next_prio=120", or as trace-cmd and perf print it "... ==> busy:258 [120]".
    private static int NextPid(ReadOnlySpan<byte> fields)
    {
        int arrow = fields.LastIndexOf("==> "u8);
        if (arrow < 0) return -1;
        ReadOnlySpan<byte> next = fields[(arrow + 4)..];
        int key = next.LastIndexOf("next_pid="u8);
        ReadOnlySpan<byte> number;
        if (key >= 0)
        {
            number = next[(key + 9)..];
        }
        else
        {
            int bracket = next.LastIndexOf((byte)'[');
            ReadOnlySpan<byte> task = bracket < 0 ? next : next[..bracket];
            number = task[(task.LastIndexOf((byte)':') + 1)..];
        }

        return NumberText.TryParse(number, out long pid) ? Saturated.Int(pid) : -1;
    }
}
