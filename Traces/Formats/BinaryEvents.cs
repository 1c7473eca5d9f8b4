using System.Globalization;
using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>Reads the events of a kernel by their descriptions in the file.</summary>
internal sealed class BinaryEvents
{
    private const int MostTimers = 1 << 16;
    private const int MostTexts = 1 << 12;
    private static readonly string[] s_dependencies = ["POSIX_TIMER", "PERF_EVENTS", "SCHED", "CLOCK_UNSTABLE", "RCU", "RCU_EXP"];
    private static readonly string[] s_lockFlags = ["SPIN", "READ", "WRITE", "RT", "PERCPU", "MUTEX"];
    private readonly KernelFiles _kernel;
    private readonly BinaryEvent?[] _events = new BinaryEvent?[1 << 16];
    private readonly Dictionary<(EventShape Shape, long Value), byte[]> _texts = [];
    private readonly EventField _type;
    private readonly EventField _flags;
    private readonly EventField _pid;

    // Kernels before 2.6.35 do not name the function of a timer that expires, and none names that of one that is cancelled.
    private readonly HashSet<long> _tickTimers = [];
    private readonly SortedDictionary<string, long> _incomplete = new(StringComparer.Ordinal);
    private byte[] _mask = [];

    public BinaryEvents(KernelFiles kernel)
    {
        _kernel = kernel;
        foreach (EventFormat format in kernel.Events)
        {
            if (format.Id >= _events.Length) continue;
            _events[format.Id] = BinaryEvent.Of(format);
            if (_type.IsThere || !format["common_type"].IsThere) continue;
            (_type, _flags, _pid) = (format["common_type"], format["common_flags"], format["common_pid"]);
        }
    }

    /// <summary>The function of the tick's hrtimer where the file names no functions: as it was told by its rhythm.</summary>
    public long TickFunction { get; set; }

    /// <summary>What was read and could not be counted, since the file does not describe the field that it counts by.</summary>
    public IEnumerable<string> Remarks =>
        _incomplete.Select(lack => $"{lack.Value} events {lack.Key}: the file does not describe the field that they count by");

    /// <summary>The number of an event; -1 when its file describes none such.</summary>
    public int Number(ReadOnlySpan<byte> bytes)
    {
        int number = new EventBytes(bytes, _kernel.IsBig).Int(_type);
        return (uint)number < (uint)_events.Length && _events[number] is not null ? number : -1;
    }

    /// <summary>What an event says, before its fields are looked at.</summary>
    public EventShape Shape(int number) => _events[number]!.Shape;

    /// <summary>True for what a task writes into its trace itself.</summary>
    public bool IsPrint(int number) => _events[number]!.Name.AsSpan().SequenceEqual("print"u8);

    /// <summary>The timer, its function and its expiry, of an event that arms one.</summary>
    public (long Timer, long Function, long ExpiresNs) Start(int number, ReadOnlySpan<byte> bytes)
    {
        EventBytes fields = new(bytes, _kernel.IsBig);
        BinaryEvent known = _events[number]!;
        return (fields.Number(known.First), fields.Number(known.Second), fields.Number(known.Third));
    }

    /// <summary>What an event says; <paramref name="label"/> is its name, or what <see cref="CaptureKind"/> says of it.</summary>
    public CaptureEvent Read(int number, ReadOnlySpan<byte> bytes, int cpu, long timeNs, out ReadOnlySpan<byte> label)
    {
        BinaryEvent known = _events[number]!;
        EventBytes fields = new(bytes, _kernel.IsBig);
        label = known.Name;
        int pid = _pid.IsThere ? fields.Int(_pid) : -1;
        CaptureEvent captured = new(timeNs, cpu, CaptureKind.Other, -1, 0, pid == 0)
        {
            Pid = pid, Context = Context((int)fields.Number(_flags)),
        };
        switch (known.Shape)
        {
            case EventShape.VectorEntry:
                return captured with { Kind = CaptureKind.VectorEntry, Number = fields.Int(known.First) };
            case EventShape.VectorExit:
                return captured with { Kind = CaptureKind.VectorExit, Number = fields.Int(known.First) };
            case EventShape.IrqEntry:
                label = fields.Text(known.Second);
                return captured with { Kind = CaptureKind.IrqEntry, Number = fields.Int(known.First) };
            case EventShape.IrqExit:
                return captured with { Kind = CaptureKind.IrqExit, Number = fields.Int(known.First) };
            case EventShape.Switch:
                return captured with { Kind = CaptureKind.Switch, Number = fields.Int(known.First) };
            case EventShape.SoftirqEntry:
                return captured with { Kind = CaptureKind.SoftirqEntry, Number = fields.Int(known.First) };
            case EventShape.SoftirqExit:
                return captured with { Kind = CaptureKind.SoftirqExit, Number = fields.Int(known.First) };
            case EventShape.TimerStart or EventShape.TimerExpire or EventShape.TimerCancel:
                return Timer(known, fields, captured, ref label);
            case EventShape.TickStop:
                label = known.Second.IsThere
                    ? Flags(EventShape.TickStop, fields.Number(known.Second), s_dependencies)
                    : fields.Text(known.Third);
                return captured with { Kind = CaptureKind.TickStop, Number = fields.Number(known.First) != 0 ? 1 : 0 };
            case EventShape.WheelTimer:
                return captured with { Kind = CaptureKind.Jiffies, Argument = fields.Number(known.First) };
            case EventShape.IpiSend:
                label = fields.Number(known.Second) == 0 ? default : "call"u8;
                return captured with { Kind = CaptureKind.IpiSent, Number = fields.Int(known.First) };
            case EventShape.IpiSendMask or EventShape.IpiRaise:
                label = Mask(fields.Part(known.First), fields.IsBig);
                return captured with { Kind = CaptureKind.IpiSentMask, Number = known.Shape == EventShape.IpiRaise ? 1 : 0 };
            case EventShape.IpiEntry or EventShape.IpiExit:
                label = known.First.Place == FieldPlace.Here ? _kernel.Text(fields.Number(known.First)) : fields.Text(known.First);
                if (label.IsEmpty) label = "ipi"u8;
                return captured with { Kind = known.Shape == EventShape.IpiEntry ? CaptureKind.IpiEntry : CaptureKind.IpiExit };
            case EventShape.LockBegin:
                label = Flags(EventShape.LockBegin, fields.Number(known.Second), s_lockFlags);
                return captured with { Kind = CaptureKind.LockBegin, Argument = fields.Number(known.First) };
            case EventShape.LockEnd:
                return captured with { Kind = CaptureKind.LockEnd, Argument = fields.Number(known.First) };
            case EventShape.TimerLatency when fields.Number(known.First) >= 0:
                return captured with
                {
                    Kind = CaptureKind.TimerLatency, Number = fields.Number(known.Second) == 0 ? 0 : 1,
                        Argument = fields.Number(known.First),
                };
            case EventShape.Noise:
                label = fields.Text(known.Third);
                return captured with { Kind = CaptureKind.Noise, Number = fields.Int(known.Second), Argument = fields.Number(known.First) };
            case EventShape.Function:
                label = _kernel.Symbols.Name(fields.Number(known.First));
                return captured with { Kind = KernelNames.IsTickFunction(label) ? CaptureKind.TickFunction : CaptureKind.Function };
            default:
                if (known.LacksField) Note(known);
                return captured;
        }
    }

    private void Note(BinaryEvent known)
    {
        string name = Encoding.Latin1.GetString(known.Name);
        _incomplete[name] = _incomplete.GetValueOrDefault(name) + 1;
    }

    private CaptureEvent Timer(BinaryEvent known, EventBytes fields, CaptureEvent captured, ref ReadOnlySpan<byte> label)
    {
        long timer = fields.Number(known.First);
        captured = captured with { Address = timer };
        switch (known.Shape)
        {
            case EventShape.TimerStart:
                if (!IsTick(fields.Number(known.Second))) return captured with { Address = 0 };
                if (_tickTimers.Count < MostTimers) _tickTimers.Add(timer);
                return captured with { Kind = CaptureKind.TickArmed, Argument = fields.Number(known.Third) };
            case EventShape.TimerExpire:
                bool isTick = known.Second.IsThere ? IsTick(fields.Number(known.Second)) : _tickTimers.Contains(timer);
                if (!isTick) return captured with { Kind = TellsTicks ? CaptureKind.OtherTimer : CaptureKind.Other, Address = 0 };
                label = _kernel.Task(captured.Pid);
                return captured with { Kind = CaptureKind.TickExpired, Argument = fields.Number(known.Third) };
            default:
                return _tickTimers.Contains(timer) ? captured with { Kind = CaptureKind.TickCancelled } : captured with { Address = 0 };
        }
    }

    // Without names and without a rhythm any timer may be the tick's.
    private bool TellsTicks => TickFunction != 0 || !_kernel.Symbols.IsEmpty;

    private bool IsTick(long function) => TickFunction != 0 ? function == TickFunction : _kernel.Symbols.IsTickTimer(function);

    // include/linux/trace_events.h: TRACE_FLAG_IRQS_OFF, HARDIRQ, SOFTIRQ and NMI have had these bits since 2.6.30.
    private static CaptureContext Context(int flags) => CaptureContext.Known
        | ((flags & 0x01) != 0 ? CaptureContext.IrqsOff : 0) | ((flags & 0x48) != 0 ? CaptureContext.HardIrq : 0)
        | ((flags & 0x10) != 0 ? CaptureContext.SoftIrq : 0);

    private ReadOnlySpan<byte> Flags(EventShape shape, long value, string[] names)
    {
        if (_texts.TryGetValue((shape, value), out byte[]? text)) return text;
        IEnumerable<string> set = Enumerable.Range(0, names.Length).Where(bit => (value >> bit & 1) != 0).Select(bit => names[bit]);
        text = Encoding.ASCII.GetBytes(value == 0 && shape == EventShape.TickStop ? "NONE" : string.Join('|', set));
        if (_texts.Count < MostTexts) _texts[(shape, value)] = text;
        return text;
    }

    // As the kernel prints masks: words of 32 bits, the highest first.
    private ReadOnlySpan<byte> Mask(ReadOnlySpan<byte> mask, bool isBig)
    {
        StringBuilder text = new();
        int size = _kernel.LongSize;
        for (int word = mask.Length / size - 1; word >= 0; word--)
        {
            ReadOnlySpan<byte> bytes = mask.Slice(word * size, size);
            for (int half = size / 4 - 1; half >= 0; half--)
            {
                if (text.Length > 0) text.Append(',');
                for (int at = 3; at >= 0; at--)
                {
                    int place = half * 4 + at;
                    text.Append(bytes[isBig ? size - 1 - place : place].ToString("x2", CultureInfo.InvariantCulture));
                }
            }
        }

        return _mask = Encoding.ASCII.GetBytes(text.ToString());
    }
}
