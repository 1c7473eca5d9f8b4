using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Calibration;

/// <summary>What a capture shows of one CPU.</summary>
internal sealed class CpuObservation
{
    /// <summary>Enough ticks for a phase and a rate; more would only cost memory.</summary>
    private const int MostSamples = 65_536;

    private const int MostOpen = 64;
    private const long UnseenNs = 50_000_000;
    private readonly Stack<(CaptureKind Kind, int Number, long Since)> _open = new();
    private readonly HashSet<int> _timerLines = [];
    private TickLog? _divided;
    private (int Vector, long SinceNs) _softirq = (-1, 0);
    private long _lastNs = -1;
    private bool _idleSince;
    private bool _hasGap;

    /// <summary>Expiries that the kernel armed for the tick.</summary>
    public List<long> Nominal { get; } = [];

    /// <summary>Ticks by the expiry of their timer, in the kernel's time.</summary>
    public TickLog Expired { get; } = new();

    /// <summary>Ticks by the function that handles them.</summary>
    public TickLog Functions { get; } = new();

    /// <summary>Timer interrupts.</summary>
    public TickLog Entered { get; } = new();

    /// <summary>The ticks from the most exact events that there are, as an analysis counts them.</summary>
    public TickLog Ticks => IsByExpiry || Expired.Count > 0 ? Expired : Functions.Count > 0 ? Functions : _divided ?? Entered;

    /// <summary>True when the expiries of ticks were traced, of this CPU or of another.</summary>
    public bool IsByExpiry { get; set; }

    /// <summary>Timer interrupts that were told from ticks by when those are due; null where that was not asked for.</summary>
    public IReadOnlyList<long>? Others { get; private set; }

    /// <summary>True when the handler is that of periodic ticks.</summary>
    public bool Periodic { get; private set; }

    /// <summary>Entries of the local timer vector.</summary>
    public long LocalEntries { get; private set; }

    /// <summary>Entries of the timer's line.</summary>
    public long LineEntries { get; private set; }

    /// <summary>Reschedule IPIs and call-function IPIs that arrived.</summary>
    public long Reschedules { get; private set; }

    /// <inheritdoc cref="Reschedules"/>
    public long Calls { get; private set; }

    /// <summary>How often the tick was stopped in the idle loop, and in a task.</summary>
    public long IdleStops { get; private set; }

    /// <inheritdoc cref="IdleStops"/>
    public long TaskStops { get; private set; }

    /// <summary>Handler times of the local timer vector.</summary>
    public LatencyHistogram LocalHandler { get; } = new();

    /// <summary>Handler times of the timer's line.</summary>
    public LatencyHistogram LineHandler { get; } = new();

    /// <summary>Handler times of IPIs.</summary>
    public LatencyHistogram IpiHandler { get; } = new();

    /// <summary>Lines that are no timer's.</summary>
    public Dictionary<int, LatencyHistogram> Devices { get; } = [];

    /// <summary>Softirqs by vector.</summary>
    public SortedDictionary<int, LatencyHistogram> Softirqs { get; } = [];

    /// <summary>Expiries of hrtimers that are no tick's.</summary>
    public long OtherTimers { get; private set; }

    /// <summary>When it ran a task and when it idled.</summary>
    public BusyPhases Phases { get; } = new();

    /// <summary>Time in tasks, ns.</summary>
    public long BusyNs { get; private set; }

    /// <summary>Time in the idle task, ns.</summary>
    public long IdleNs { get; private set; }

    /// <summary>False when the capture has no event of this CPU.</summary>
    public bool Observed => _lastNs >= 0;

    /// <summary>Takes an event of this CPU.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label, long firstNs)
    {
        // Every change of task is an event, so the time since the last event belongs to the task that this event names.
        // What was not recorded is taken as idle: nothing is known to have run.
        bool isUnseen = _hasGap || !Observed && captured.TimeNs - firstNs > UnseenNs;
        Spend(Observed ? _lastNs : firstNs, captured.TimeNs, captured.Idle || isUnseen, firstNs);
        _hasGap = false;
        _lastNs = captured.TimeNs;
        _idleSince = captured.Kind == CaptureKind.Switch ? captured.Number == 0 : captured.Idle;
        if (captured.Idle || _idleSince || isUnseen)
        {
            Expired.Rest();
            Functions.Rest();
            Entered.Rest();
        }

        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry or CaptureKind.IrqEntry or CaptureKind.IpiEntry:
                Enter(captured, label);
                break;
            case CaptureKind.VectorExit or CaptureKind.IrqExit or CaptureKind.IpiExit:
                Close(captured, label);
                break;
            case CaptureKind.TickFunction:
                Periodic |= label.SequenceEqual("tick_handle_periodic"u8);
                Functions.Add(captured.TimeNs);
                break;
            case CaptureKind.TickExpired:
                Expired.Add(captured.Argument);
                break;
            case CaptureKind.TickArmed:
                if (Nominal.Count < MostSamples && (Nominal.Count == 0 || Nominal[^1] != captured.Argument)) Nominal.Add(captured.Argument);
                break;
            case CaptureKind.TimerLatency when captured.Number == 0 && _open.Count > 0:
                Entered.MarkLast();
                break;
            case CaptureKind.OtherTimer:
                OtherTimers++;
                break;
            case CaptureKind.SoftirqEntry:
                _softirq = (captured.Number, captured.TimeNs);
                break;
            case CaptureKind.SoftirqExit when _softirq.Vector == captured.Number:
                if (!Softirqs.TryGetValue(captured.Number, out LatencyHistogram? took)) Softirqs[captured.Number] = took = new();
                took.Add(captured.TimeNs - _softirq.SinceNs);
                _softirq.Vector = -1;
                break;
            case CaptureKind.TickStop when captured.Number == 1:
                if (captured.Idle) IdleStops++;
                else TaskStops++;
                break;
            default:
                break;
        }
    }

    /// <summary>Tells ticks from other timer interrupts by when they are due; nothing but the interrupts was traced.</summary>
    public void Divide(long periodNs, double always) => (_divided, Others) = Entered.Divided(periodNs, always);

    /// <summary>Events are missing here.</summary>
    public void Lose()
    {
        _hasGap = true;
        _softirq.Vector = -1;
        _open.Clear();
    }

    /// <summary>Gives the time from the last event to the end to whoever ran then.</summary>
    public void End(long firstNs, long lastNs)
    {
        if (Observed) Spend(_lastNs, lastNs, _idleSince, firstNs);
    }

    private void Spend(long fromNs, long toNs, bool idle, long firstNs)
    {
        if (toNs <= fromNs) return;
        if (idle) IdleNs += toNs - fromNs;
        else BusyNs += toNs - fromNs;
        Phases.Add(fromNs - firstNs, toNs - firstNs, idle);
    }

    private void Enter(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        if (captured.Kind == CaptureKind.VectorEntry
            && (label.SequenceEqual("local_timer_entry"u8) || label.SequenceEqual("timer_interrupt_entry"u8)))
        {
            LocalEntries++;
            Entered.Add(captured.TimeNs);
        }
        else if (captured.Kind == CaptureKind.IrqEntry && KernelNames.IsTimerAction(label))
        {
            LineEntries++;
            _timerLines.Add(captured.Number);
            Entered.Add(captured.TimeNs);
        }
        else if (captured.Kind != CaptureKind.IrqEntry)
        {
            if (label.StartsWith("resched"u8) || label.StartsWith("Resched"u8)) Reschedules++;
            else if (label.StartsWith("call_function"u8) || label.StartsWith("Function call"u8)) Calls++;
        }

        // Handlers nest a few deep: more are entries whose exits were not traced.
        if (_open.Count == MostOpen) _open.Clear();
        _open.Push((captured.Kind, captured.Number, captured.TimeNs));
    }

    private void Close(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        CaptureKind kind = captured.Kind switch
        {
            CaptureKind.VectorExit => CaptureKind.VectorEntry, CaptureKind.IrqExit => CaptureKind.IrqEntry, _ => CaptureKind.IpiEntry,
        };
        // A capture may begin inside a handler, and may have lost an exit: only a matching pair counts.
        while (_open.TryPop(out (CaptureKind Kind, int Number, long Since) open))
        {
            if (open.Kind != kind || open.Number != captured.Number) continue;
            HandlerOf(captured, label).Add(captured.TimeNs - open.Since);
            return;
        }
    }

    private LatencyHistogram HandlerOf(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        if (captured.Kind == CaptureKind.IpiExit) return IpiHandler;
        if (captured.Kind == CaptureKind.VectorExit)
            return label.StartsWith("local_timer"u8) || label.StartsWith("timer_interrupt"u8) ? LocalHandler : IpiHandler;
        if (_timerLines.Contains(captured.Number)) return LineHandler;
        if (!Devices.TryGetValue(captured.Number, out LatencyHistogram? device)) Devices[captured.Number] = device = new LatencyHistogram();
        return device;
    }
}
