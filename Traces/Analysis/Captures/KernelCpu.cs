using Tickstorm.Results;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>What the analysis keeps of one CPU of a real kernel.</summary>
internal sealed class KernelCpu(int cpu)
{
    private const int MostOpen = 64;
    private static readonly TickGaps s_none = new();
    // Made when something falls in: of a million CPUs most have none of one or the other.
    private readonly Stack<(CaptureKind Kind, int Number, long SinceNs)> _open = new(1);
    private TickGaps? _expired;
    private TickGaps? _functions;
    private readonly TickGaps _entered = new();
    private readonly CpuTimeline _timeline = new();
    private readonly RunProof _proof = new();
    private CpuFigures? _noise;
    private Dictionary<int, long>? _softirqs;
    private long _armedNs = -1;
    private long _lastExpiryNs = -1;
    private bool _gap = true;
    private bool _rested;
    private int _pid = -1;
    private bool _lowResolution;
    private int _lastIrq = -1;

    public CpuFigures Figures { get; } = new(cpu);

    /// <summary>The time of its last event; -1 before the first.</summary>
    public long LastNs { get; private set; } = -1;

    /// <summary>True when the last event showed a task running.</summary>
    public bool Busy { get; private set; }

    /// <summary>True when the tick was stopped, or waits for a time that is to come.</summary>
    public bool TickWaits { get; private set; }

    /// <summary>Ticks whose arming is not in the capture though nothing says that events are missing.</summary>
    public long Unarmed { get; private set; }

    /// <summary>How often the kernel stopped the tick.</summary>
    public long TickStops { get; private set; }

    /// <summary>Latencies that the timerlat tracer measured: of its interrupt, and of its thread.</summary>
    public (LatencyHistogram Irq, LatencyHistogram Thread)? TimerLatency { get; private set; }

    /// <summary>
    /// The spacing of ticks, from the most exact events that this CPU has. Where the expiries of the tick were traced, a CPU that has
    /// none has no ticks, whatever other timers interrupted it.
    /// </summary>
    public TickGaps Ticks(bool byExpiry) => _expired ?? (byExpiry ? s_none : _functions ?? _entered);

    /// <summary>The figures of its handlers: of the events of interrupts, or where there are none of those of osnoise.</summary>
    public CpuFigures Handlers => Figures.Any || _noise is null ? Figures : _noise;

    /// <summary>Takes an event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label, KernelAnalysis whole)
    {
        if (_pid >= 0 && captured.Pid >= 0 && captured.Pid != _pid)
        {
            // Another task than the one that the CPU was last switched to: what lies between is not in the capture.
            whole.TaskGaps++;
            Forget(captured.TimeNs, whole);
        }

        _timeline.Take(captured, _open.Count > 0, whole.Locks.Spins(cpu));
        if (captured.Kind == CaptureKind.Switch) _pid = captured.Number;
        bool idleNow = captured.Kind == CaptureKind.Switch ? captured.Number == 0 : captured.Idle;
        Busy = !idleNow;
        LastNs = captured.TimeNs;
        _rested |= captured.Idle || idleNow;
        _proof.Event(captured.TimeNs, Busy);
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry or CaptureKind.VectorExit or CaptureKind.IrqEntry or CaptureKind.IrqExit or CaptureKind.IpiEntry
                or CaptureKind.IpiExit or CaptureKind.Noise:
                Handler(captured, label, whole);
                break;
            case CaptureKind.SoftirqEntry:
                (_softirqs ??= [])[captured.Number] = captured.TimeNs;
                break;
            case CaptureKind.SoftirqExit when _softirqs is not null && _softirqs.Remove(captured.Number, out long sinceNs):
                whole.Softirq(captured.Number, captured.TimeNs - sinceNs);
                break;
            case CaptureKind.TickArmed:
                Armed(captured, whole);
                break;
            case CaptureKind.TickExpired:
                Expired(captured, label, whole);
                break;
            case CaptureKind.TickCancelled:
                TickWaits = true;
                _armedNs = -1;
                whole.Ledger.Take(
                    new TickSight(SightKind.Cancelled, cpu, captured.TimeNs, 0, whole.Now(captured.TimeNs), LatePart.Unknown, false));
                break;
            case CaptureKind.TickFunction:
                Function(captured, label, whole);
                break;
            case CaptureKind.TickStop:
                if (captured.Number == 1) TickStops++;
                if (captured.Number == 1) TickWaits = true;
                break;
            case CaptureKind.TimerLatency:
                TimerLatency ??= (new LatencyHistogram(), new LatencyHistogram());
                (captured.Number == 0 ? TimerLatency.Value.Irq : TimerLatency.Value.Thread).Add(captured.Argument);
                break;
            default:
                break;
        }
    }

    /// <summary>Forgets all that the next event could be measured from: events are missing here.</summary>
    public void Forget(long timeNs, KernelAnalysis whole)
    {
        _open.Clear();
        _softirqs?.Clear();
        _timeline.Forget();
        _proof.Forget();
        _expired?.Forget();
        _functions?.Forget();
        _entered.Forget();
        _armedNs = _lastExpiryNs = -1;
        _pid = _lastIrq = -1;
        _gap = true;
        _rested = false;
        whole.Ledger.Take(new TickSight(SightKind.Gap, cpu, timeNs, 0, -1, LatePart.Unknown, false));
    }

    /// <summary>Since when a CPU that was seen to run for ten periods has had no timer interrupt; null while it has them.</summary>
    public long? SilentSince(long periodNs) => TickWaits || !Busy ? null : _proof.SilentSince(periodNs);

    private void Handler(in CaptureEvent captured, ReadOnlySpan<byte> label, KernelAnalysis whole)
    {
        bool timed = whole.IsFine;
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry:
                string name = whole.Name(label);
                Figures.Vector(captured.Number, name);
                Open(captured);
                if (name is VectorNames.LocalTimer or "timer_interrupt") Timer(captured.TimeNs, whole, countsAlone: true);
                else if (IpiMatrix.IsIpi(name)) whole.Ipis.Arrive(captured, name);
                break;
            case CaptureKind.IrqEntry:
                string action = whole.Name(label);
                bool isFirst = Figures.Irq(captured.Number, action, sharesWith: _lastIrq == captured.Number);
                Open(captured);
                if (isFirst && KernelNames.IsTimerAction(label)) Timer(captured.TimeNs, whole, countsAlone: false);
                break;
            case CaptureKind.VectorExit:
                if (Close(CaptureKind.VectorEntry, captured) is { } vectorTook && timed) Figures.VectorTook(captured.Number, vectorTook);
                _lastIrq = -1;
                break;
            case CaptureKind.IrqExit:
                if (Close(CaptureKind.IrqEntry, captured) is { } irqTook && timed) Figures.IrqTook(captured.Number, irqTook);
                _lastIrq = captured.Number;
                break;
            case CaptureKind.IpiEntry:
                whole.Ipis.Arrive(captured, whole.Name(label));
                Open(captured);
                break;
            case CaptureKind.IpiExit:
                Close(CaptureKind.IpiEntry, captured);
                break;
            default:
                Noise(captured, label, whole);
                break;
        }
    }

    // osnoise tells of an interrupt when it is over.
    private void Noise(in CaptureEvent captured, ReadOnlySpan<byte> label, KernelAnalysis whole)
    {
        string name = whole.Name(label);
        bool isLocal = name == VectorNames.LocalTimer;
        _noise ??= new CpuFigures(cpu);
        if (isLocal || IpiMatrix.IsIpi(name) || name is "irq_work")
        {
            _noise.Vector(captured.Number, name);
            _noise.VectorTook(captured.Number, captured.Argument);
        }
        else
        {
            _noise.Irq(captured.Number, name, sharesWith: false);
            _noise.IrqTook(captured.Number, captured.Argument);
        }

        if (isLocal || KernelNames.IsTimerAction(label))
        {
            if (isLocal) _noise.TimerInterrupts++;
            if (!Figures.Any) Timer(Math.Max(0, captured.TimeNs - captured.Argument), whole, countsAlone: false);
        }
    }

    private void Armed(in CaptureEvent captured, KernelAnalysis whole)
    {
        if (_lastExpiryNs >= 0) whole.Evidence.Step(captured.Argument - _lastExpiryNs);
        _lastExpiryNs = -1;
        _armedNs = captured.Argument;
        long now = whole.Now(captured.TimeNs);
        TickWaits = false;
        if (now >= 0) _timeline.Due(captured.Argument + whole.Ledger.OffsetNs);
        whole.Ledger.Take(new TickSight(SightKind.Armed, cpu, captured.TimeNs, captured.Argument, now, LatePart.Unknown, false));
    }

    private void Expired(in CaptureEvent captured, ReadOnlySpan<byte> task, KernelAnalysis whole)
    {
        whole.Clock(captured);
        TickWaits = false;
        _proof.Timer(captured.TimeNs);
        if (_open.TryPeek(out (CaptureKind Kind, int Number, long SinceNs) handler))
            Figures.IsTimer(handler.Number, isVector: handler.Kind == CaptureKind.VectorEntry);
        (_expired ??= new TickGaps()).Add(whole.IsFine ? captured.TimeNs : captured.Argument);
        LatePart cause = LatePart.Unknown;
        // Trace clock and the kernel's "now" may be different clocks; lateness needs the latter, spread only the former.
        if (_armedNs >= 0)
        {
            long late = Math.Max(0, captured.Argument - _armedNs);
            LateSplit split = _timeline.Late(late, captured.TimeNs, _open.Count > 0 ? handler.SinceNs : -1);
            cause = split.Largest;
            (Figures.Latency ??= new LatencyHistogram()).Add(late);
            whole.Late(captured, task, late, split);
            if (whole.IsFine) whole.Skew.Started(_armedNs, captured.TimeNs);
        }
        else if (!_gap)
        {
            Unarmed++;
        }

        _lastExpiryNs = _armedNs;
        _armedNs = -1;
        _gap = false;
        bool mayRest = _rested && whole.StopsTicks;
        _rested = captured.Idle;
        whole.Evidence.Tick(cpu, captured.Argument);
        whole.Ledger.Take(
            new TickSight(SightKind.Expired, cpu, captured.TimeNs, captured.Argument, captured.Argument, cause, mayRest));
    }

    private void Function(in CaptureEvent captured, ReadOnlySpan<byte> name, KernelAnalysis whole)
    {
        // Since 6.9 the handler of low resolution calls that of the timer, which may be traced too.
        bool isRepeated = _lowResolution && name.SequenceEqual("tick_nohz_handler"u8);
        _lowResolution = KernelNames.IsLowResolutionTick(name);
        if (isRepeated) return;
        _proof.Timer(captured.TimeNs);
        (_functions ??= new TickGaps()).Add(captured.TimeNs);
        bool mayRest = _rested && whole.StopsTicks && !name.SequenceEqual("tick_handle_periodic"u8);
        _rested = captured.Idle;
        whole.Evidence.Tick(cpu, captured.TimeNs);
        whole.Ledger.Take(new TickSight(SightKind.Function, cpu, captured.TimeNs, 0, -1, LatePart.Unknown, mayRest));
    }

    private void Timer(long timeNs, KernelAnalysis whole, bool countsAlone)
    {
        if (countsAlone) Figures.TimerInterrupts++;
        _proof.Timer(timeNs);
        _entered.Add(timeNs);
        bool mayRest = _rested && whole.StopsTicks;
        whole.Evidence.Entry(cpu, timeNs);
        whole.Ledger.Take(new TickSight(SightKind.Entered, cpu, timeNs, 0, -1, LatePart.Unknown, mayRest));
    }

    private void Open(in CaptureEvent captured)
    {
        // Handlers nest a few deep: more are entries whose exits were not traced.
        if (_open.Count == MostOpen) _open.Clear();
        _open.Push((captured.Kind, captured.Number, captured.TimeNs));
    }

    private long? Close(CaptureKind kind, in CaptureEvent captured)
    {
        while (_open.TryPop(out (CaptureKind Kind, int Number, long SinceNs) open))
        {
            if (open.Kind == kind && open.Number == captured.Number) return captured.TimeNs - open.SinceNs;
        }

        return null;
    }
}
