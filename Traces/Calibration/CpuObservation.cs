using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Calibration;

/// <summary>What a capture shows of one CPU.</summary>
internal sealed class CpuObservation
{
    /// <summary>Enough ticks for a phase and a rate; more would only cost memory.</summary>
    private const int MostSamples = 4_096;

    private const int MostOpen = 64;
    private readonly Stack<(CaptureKind Kind, int Number, long Since)> _open = new();
    private long _lastNs = -1;
    private bool _idleSince;
    private bool _byFunction;

    /// <summary>Expiries that the kernel armed for the tick.</summary>
    public List<long> Nominal { get; } = [];

    /// <summary>Times at which the tick's handler or, failing that, a timer interrupt was entered.</summary>
    public List<long> Seen { get; } = [];

    /// <summary>True when the handler is that of periodic ticks.</summary>
    public bool Periodic { get; private set; }

    /// <summary>Entries of the local timer vector.</summary>
    public long LocalEntries { get; private set; }

    /// <summary>Entries of the timer's line.</summary>
    public long LineEntries { get; private set; }

    /// <summary>Handler times of the local timer vector.</summary>
    public LatencyHistogram LocalHandler { get; } = new();

    /// <summary>Handler times of the timer's line.</summary>
    public LatencyHistogram LineHandler { get; } = new();

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
        Spend(captured.TimeNs - (Observed ? _lastNs : firstNs), captured.Idle);
        _lastNs = captured.TimeNs;
        _idleSince = captured.Kind == CaptureKind.Switch ? captured.Number == 0 : captured.Idle;
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry when label.SequenceEqual("local_timer_entry"u8) || label.SequenceEqual("timer_interrupt_entry"u8):
                LocalEntries++;
                if (!_byFunction) Keep(Seen, captured.TimeNs);
                Open(captured);
                break;
            case CaptureKind.IrqEntry when KernelNames.IsTimerAction(label):
                LineEntries++;
                if (!_byFunction) Keep(Seen, captured.TimeNs);
                Open(captured);
                break;
            case CaptureKind.VectorExit:
                Close(CaptureKind.VectorEntry, captured, LocalHandler);
                break;
            case CaptureKind.IrqExit:
                Close(CaptureKind.IrqEntry, captured, LineHandler);
                break;
            case CaptureKind.TickFunction:
                if (!_byFunction) Seen.Clear();
                _byFunction = true;
                Periodic |= label.SequenceEqual("tick_handle_periodic"u8);
                Keep(Seen, captured.TimeNs);
                break;
            case CaptureKind.TickArmed:
                if (Nominal.Count == 0 || Nominal[^1] != captured.Argument) Keep(Nominal, captured.Argument);
                break;
            default:
                break;
        }
    }

    /// <summary>Gives the time from the last event to the end to whoever ran then.</summary>
    public void End(long lastNs)
    {
        if (Observed) Spend(lastNs - _lastNs, _idleSince);
    }

    private void Spend(long ns, bool idle)
    {
        if (ns <= 0) return;
        if (idle) IdleNs += ns;
        else BusyNs += ns;
    }

    private void Open(in CaptureEvent captured)
    {
        // Handlers nest a few deep: more are entries whose exits were not traced.
        if (_open.Count == MostOpen) _open.Clear();
        _open.Push((captured.Kind, captured.Number, captured.TimeNs));
    }

    private void Close(CaptureKind kind, in CaptureEvent captured, LatencyHistogram handler)
    {
        // A capture may begin inside a handler, and may have lost an exit: only a matching pair counts.
        while (_open.TryPop(out (CaptureKind Kind, int Number, long Since) open))
        {
            if (open.Kind != kind || open.Number != captured.Number) continue;
            handler.Add(captured.TimeNs - open.Since);
            return;
        }
    }

    private static void Keep(List<long> list, long value)
    {
        if (list.Count < MostSamples) list.Add(value);
    }
}
