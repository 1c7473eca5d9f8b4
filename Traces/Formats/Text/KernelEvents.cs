namespace Tickstorm.Traces.Formats.Text;

/// <summary>Recognises the events of a kernel by name and takes their fields out of the text.</summary>
internal sealed class KernelEvents
{
    /// <summary>Timers that are remembered as the tick's: one a CPU.</summary>
    private const int MostTimers = 1 << 16;

    // Kernels before 2.6.35 do not name the function of a timer that expires, and none names that of one that is cancelled.
    private readonly HashSet<long> _tickTimers = [];
    private readonly TickRhythm _rhythm = new();
    private bool _hasNames;

    /// <summary>True once a tick's timer was told by its rhythm.</summary>
    public bool TellsByRhythm { get; private set; }

    /// <summary>
    /// What the line last read lacks, though the event has had it in every kernel; null when it lacks nothing. Such a line must not pass as
    /// an event of no account: it may be the tick that is counted as missing.
    /// </summary>
    public string? Lack { get; private set; }

    /// <summary>What the line says; <paramref name="label"/> is the event's name, or what <see cref="CaptureKind"/> says of it.</summary>
    public CaptureEvent Read(in EventLine line, out ReadOnlySpan<byte> label)
    {
        Lack = null;
        label = line.Name;
        if (line.IsFunction)
            return Make(line, KernelNames.IsTickFunction(line.Name) ? CaptureKind.TickFunction : CaptureKind.Function);

        ReadOnlySpan<byte> name = line.Name, fields = line.Fields;
        switch (name[0])
        {
            case (byte)'s' when name.SequenceEqual("sched_switch"u8):
                return Make(line, CaptureKind.Switch, SwitchText.NextPid(fields));
            case (byte)'s' when name.SequenceEqual("softirq_entry"u8):
                return Softirq(line, CaptureKind.SoftirqEntry);
            case (byte)'s' when name.SequenceEqual("softirq_exit"u8):
                return Softirq(line, CaptureKind.SoftirqExit);
            case (byte)'h' when name.StartsWith("hrtimer_"u8):
                return Timer(line, ref label);
            case (byte)'t' when name.SequenceEqual("tick_stop"u8):
                return TickStop(line, ref label);
            case (byte)'t' when name.SequenceEqual("timer_expire_entry"u8) && EventLineParser.TryNumber(fields, "now="u8, out long jiffies):
                return Make(line, CaptureKind.Jiffies, -1, jiffies);
            case (byte)'t' when name.StartsWith("timer_interrupt_"u8): // powerpc
                return Make(line, name.EndsWith("_entry"u8) ? CaptureKind.VectorEntry : CaptureKind.VectorExit, 0);
            case (byte)'t' when name.SequenceEqual("timerlat"u8):
                return TimerLatency(line, "context:"u8, "timer_latency:"u8);
            case (byte)'#' when fields.IndexOf("timer_latency"u8) >= 0:
                return TimerLatencyText(line);
            case (byte)'i' when name.SequenceEqual("irq_noise"u8):
                return Noise(line, ref label);
            case (byte)'i' when name.SequenceEqual("irq_handler_entry"u8):
                if (!EventLineParser.TryNumber(fields, "irq="u8, out long irq)) return Lacks(line, "no number after irq=");
                // 2.6.30 and 2.6.31 print handler=.
                if (EventLineParser.TryText(fields, "name="u8, out ReadOnlySpan<byte> action)
                    || EventLineParser.TryText(fields, "handler="u8, out action))
                {
                    label = Rest(fields, action);
                }

                return Make(line, CaptureKind.IrqEntry, Saturated.Int(irq));
            case (byte)'i' when name.SequenceEqual("irq_handler_exit"u8):
                return EventLineParser.TryNumber(fields, "irq="u8, out irq)
                    ? Make(line, CaptureKind.IrqExit, Saturated.Int(irq))
                    : Lacks(line, "no number after irq=");
            case (byte)'i' when name.StartsWith("ipi_"u8):
                return Ipi(line, ref label);
            case (byte)'c' when name.SequenceEqual("contention_begin"u8):
                label = FlagsOf(fields);
                return Make(line, CaptureKind.LockBegin, -1, Lock(fields));
            case (byte)'c' when name.SequenceEqual("contention_end"u8):
                return Make(line, CaptureKind.LockEnd, -1, Lock(fields));
            default:
                break;
        }

        // Of all events only those of irq_vectors have a field "vector" and such a name.
        bool isEntry = name.EndsWith("_entry"u8);
        if (!isEntry && !name.EndsWith("_exit"u8)) return Make(line, CaptureKind.Other);
        if (fields.StartsWith("vector="u8) && NumberText.TryParse(fields[7..], out long vector))
            return Make(line, isEntry ? CaptureKind.VectorEntry : CaptureKind.VectorExit, Saturated.Int(vector));
        return KernelNames.IsVector(name) ? Lacks(line, "no number after vector=") : Make(line, CaptureKind.Other);
    }

    private CaptureEvent Lacks(in EventLine line, string lack)
    {
        Lack = lack;
        return Make(line, CaptureKind.Other);
    }

    // "success=1 dependency=NONE"; until 4.5 "success=yes msg=more than 1 task in runqueue".
    private CaptureEvent TickStop(in EventLine line, ref ReadOnlySpan<byte> label)
    {
        ReadOnlySpan<byte> fields = line.Fields;
        if (!EventLineParser.TryText(fields, "success="u8, out ReadOnlySpan<byte> success)) return Lacks(line, "nothing after success=");
        if (!NumberText.TryParse(success, out long stopped)) return Make(line, CaptureKind.Other);
        label = EventLineParser.TryText(fields, "dependency="u8, out ReadOnlySpan<byte> why) ? why
            : EventLineParser.TryText(fields, "msg="u8, out why) ? fields[(fields.IndexOf("msg="u8) + 4)..] : default;
        return Make(line, CaptureKind.TickStop, stopped != 0 ? 1 : 0);
    }

    private CaptureEvent Softirq(in EventLine line, CaptureKind kind) =>
        Vector(line.Fields) is >= 0 and int vector ? Make(line, kind, vector) : Lacks(line, "no number after vec=");

    private CaptureEvent Timer(in EventLine line, ref ReadOnlySpan<byte> label)
    {
        ReadOnlySpan<byte> fields = line.Fields;
        long address = Address(fields);
        if (line.Name.SequenceEqual("hrtimer_start"u8))
        {
            if (!EventLineParser.TryNumber(fields, "expires="u8, out long expires))
            {
                bool isComplete = IsTick(fields) && fields.IndexOf("function="u8) >= 0;
                return isComplete ? Lacks(line, "no number after expires=") : Make(line, CaptureKind.Other);
            }

            if (!IsTick(fields) && !HasRhythm(line, address, expires)) return Make(line, CaptureKind.Other);
            if (address != 0 && _tickTimers.Count < MostTimers) _tickTimers.Add(address);
            return Make(line, CaptureKind.TickArmed, -1, expires) with { Address = address };
        }

        if (line.Name.SequenceEqual("hrtimer_expire_entry"u8))
        {
            // Without names any timer may be the tick's.
            if (!IsTick(fields) && !_tickTimers.Contains(address))
                return Make(line, _hasNames ? CaptureKind.OtherTimer : CaptureKind.Other);
            if (!EventLineParser.TryNumber(fields, "now="u8, out long now) && !After(fields, "now "u8, out now))
                return Lacks(line, "no number after now=");
            label = line.Task;
            return Make(line, CaptureKind.TickExpired, -1, now) with { Address = address };
        }

        return line.Name.SequenceEqual("hrtimer_cancel"u8) && _tickTimers.Contains(address)
            ? Make(line, CaptureKind.TickCancelled) with { Address = address }
            : Make(line, CaptureKind.Other);
    }

    private CaptureEvent Ipi(in EventLine line, ref ReadOnlySpan<byte> label)
    {
        ReadOnlySpan<byte> fields = line.Fields;
        if (line.Name.SequenceEqual("ipi_send_cpu"u8))
        {
            if (!EventLineParser.TryNumber(fields, "cpu="u8, out long target)) return Lacks(line, "no number after cpu=");
            label = EventLineParser.TryText(fields, "callback="u8, out ReadOnlySpan<byte> called) ? called : default;
            return Make(line, CaptureKind.IpiSent, Saturated.Int(target));
        }

        if (line.Name.SequenceEqual("ipi_send_cpumask"u8))
        {
            if (!EventLineParser.TryText(fields, "cpumask="u8, out ReadOnlySpan<byte> mask)) return Lacks(line, "nothing after cpumask=");
            label = mask;
            return Make(line, CaptureKind.IpiSentMask, 0);
        }

        if (line.Name.SequenceEqual("ipi_raise"u8))
        {
            if (!EventLineParser.TryText(fields, "target_mask="u8, out ReadOnlySpan<byte> mask))
                return Lacks(line, "nothing after target_mask=");
            label = mask;
            return Make(line, CaptureKind.IpiSentMask, 1);
        }

        if (fields is [(byte)'(', .., (byte)')']) label = fields[1..^1];
        if (line.Name.SequenceEqual("ipi_entry"u8)) return Make(line, CaptureKind.IpiEntry);
        return Make(line, line.Name.SequenceEqual("ipi_exit"u8) ? CaptureKind.IpiExit : CaptureKind.Other);
    }

    // "#41    context    irq timer_latency     90541 ns"
    private static CaptureEvent TimerLatencyText(in EventLine line)
    {
        int at = line.Fields.IndexOf("timer_latency"u8);
        ReadOnlySpan<byte> number = line.Fields[(at + 13)..].TrimStart((byte)' ');
        if (!NumberText.TryParse(number, out long ns) || ns < 0) return Make(line, CaptureKind.Other);
        bool isThread = line.Fields[..at].IndexOf("thread"u8) >= 0;
        return Make(line, CaptureKind.TimerLatency, isThread ? 1 : 0, ns);
    }

    // "seq:98 context:0 timer_latency:132449"
    private static CaptureEvent TimerLatency(in EventLine line, ReadOnlySpan<byte> context, ReadOnlySpan<byte> latency) =>
        EventLineParser.TryNumber(line.Fields, context, out long which) && EventLineParser.TryNumber(line.Fields, latency, out long ns)
            && ns >= 0
            ? Make(line, CaptureKind.TimerLatency, which == 0 ? 0 : 1, ns)
            : Make(line, CaptureKind.Other);

    // "local_timer:236 start 15.306137289 duration 200826 ns"
    private static CaptureEvent Noise(in EventLine line, ref ReadOnlySpan<byte> label)
    {
        int start = line.Fields.IndexOf(" start "u8);
        if (start < 0 || !After(line.Fields, " duration "u8, out long duration)) return Make(line, CaptureKind.Other);
        ReadOnlySpan<byte> which = line.Fields[..start];
        int colon = which.LastIndexOf((byte)':');
        if (colon < 0 || !NumberText.TryParse(which[(colon + 1)..], out long number)) return Make(line, CaptureKind.Other);
        label = which[..colon];
        return Make(line, CaptureKind.Noise, Saturated.Int(number), duration);
    }

    private static CaptureEvent Make(in EventLine line, CaptureKind kind, int number = -1, long argument = 0) =>
        new(line.TimeNs, line.Cpu, kind, number, argument, line.Idle) { Pid = line.Pid, Context = line.Context };

    private bool IsTick(ReadOnlySpan<byte> fields)
    {
        if (!EventLineParser.TryText(fields, "function="u8, out ReadOnlySpan<byte> function))
        {
            // 2.6.31: "hrtimer ffff, func tick_sched_timer, expires 13844000000, softexpires ..."
            int at = fields.IndexOf("func "u8);
            if (at < 0) return false;
            function = fields[(at + 5)..];
        }

        if (!_hasNames) _hasNames = KernelNames.IsTimerFunction(function);
        return KernelNames.IsTickTimer(function);
    }

    // perf script on another machine than the recorded prints addresses, or the names of another kernel: then the tick's timer is the one
    // that is armed for points of a grid again and again.
    private bool HasRhythm(in EventLine line, long address, long expiresNs)
    {
        if (_hasNames || address == 0) return false;
        if (_tickTimers.Contains(address)) return true;
        _rhythm.Start(line.Cpu, address, address, expiresNs);
        if (!_rhythm.Tells(address)) return false;
        return TellsByRhythm = true;
    }

    private static long Address(ReadOnlySpan<byte> fields)
    {
        int at = fields.IndexOf("hrtimer"u8);
        return at < 0 || at + 8 > fields.Length ? 0 : NumberText.Pointer(fields[(at + 8)..].TrimStart((byte)' '));
    }

    private static bool After(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> word, out long value)
    {
        value = 0;
        int at = fields.IndexOf(word);
        return at >= 0 && NumberText.TryParse(fields[(at + word.Length)..], out value);
    }

    // 2.6.30 prints softirq=, later kernels vec=.
    private static int Vector(ReadOnlySpan<byte> fields) =>
        EventLineParser.TryNumber(fields, "vec="u8, out long vector) || EventLineParser.TryNumber(fields, "softirq="u8, out vector)
            ? Saturated.Int(vector)
            : -1;

    private static long Lock(ReadOnlySpan<byte> fields)
    {
        int at = fields.IndexOf("lock_addr="u8);
        return NumberText.Pointer(at < 0 ? fields : fields[(at + 10)..]);
    }

    private static ReadOnlySpan<byte> FlagsOf(ReadOnlySpan<byte> fields)
    {
        int at = fields.IndexOf("flags="u8);
        if (at < 0) return default;
        ReadOnlySpan<byte> flags = fields[(at + 6)..];
        int end = flags.IndexOf((byte)')');
        return end < 0 ? flags : flags[..end];
    }

    // Names of actions may hold blanks ("kvm guest vtimer"); nothing follows the name.
    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> start) =>
        fields.Overlaps(start, out int at) ? fields[at..].TrimEnd((byte)' ') : start;
}
