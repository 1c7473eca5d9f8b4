using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Follows what a CPU does from event to event, and sums it up from the time on at which a tick is due.</summary>
internal sealed class CpuTimeline
{
    // No idle state takes longer to leave.
    private const long LongestIdleExitNs = 1_000_000;
    private long[]? _sinceDue;
    private long _lastNs = -1;
    private long _dueNs = long.MaxValue;
    private int _softirqs;
    private bool _spins;
    private bool _irqsOff;
    private bool _isKnown;
    private bool _isIdle;

    /// <summary>The tick is due at this time of the tracer's clock.</summary>
    public void Due(long dueNs)
    {
        _dueNs = dueNs;
        Clear();
    }

    /// <summary>Forgets what the CPU did: events are missing here.</summary>
    public void Forget()
    {
        _lastNs = -1;
        _dueNs = long.MaxValue;
        _softirqs = 0;
        _spins = _isKnown = _irqsOff = false;
        Clear();
    }

    /// <summary>An event; <paramref name="inHandler"/> when the CPU was in an interrupt's handler since the event before.</summary>
    public void Take(in CaptureEvent captured, bool inHandler, bool spins)
    {
        if (_lastNs >= 0 && captured.TimeNs > _dueNs)
        {
            long from = Math.Max(_lastNs, _dueNs);
            SinceDue[(int)Part(captured.TimeNs - _lastNs, inHandler)] += captured.TimeNs - from;
        }

        _lastNs = captured.TimeNs;
        _isIdle = captured.Kind == CaptureKind.Switch ? captured.Number == 0 : captured.Idle;
        _isKnown = captured.Context != CaptureContext.Unknown;
        // An interrupt that ended gives way to code that had interrupts on; so does a switch.
        _irqsOff = (captured.Context & (CaptureContext.IrqsOff | CaptureContext.HardIrq)) == CaptureContext.IrqsOff
            && captured.Kind is not (CaptureKind.Switch or CaptureKind.VectorExit or CaptureKind.IrqExit or CaptureKind.TickStop);
        _spins = spins;
        if (captured.Kind == CaptureKind.SoftirqEntry) _softirqs++;
        else if (captured.Kind == CaptureKind.SoftirqExit && _softirqs > 0) _softirqs--;
    }

    /// <summary>
    /// The wait of a tick that came this late; <paramref name="handlerSinceNs"/> is when its interrupt began, -1 if unknown.
    /// </summary>
    public LateSplit Late(long latenessNs, long nowNs, long handlerSinceNs)
    {
        if (handlerSinceNs >= 0 && _dueNs != long.MaxValue)
        {
            long own = Math.Min(nowNs - Math.Max(handlerSinceNs, _dueNs), SinceDue[(int)LatePart.Interrupt]);
            if (own > 0)
            {
                SinceDue[(int)LatePart.Interrupt] -= own;
                SinceDue[(int)LatePart.Handler] += own;
            }
        }

        LateSplit split = LateSplit.Fit(SinceDue, latenessNs);
        _dueNs = long.MaxValue;
        Clear();
        return split;
    }

    // Made when a tick is due: of a million CPUs most may never be seen to arm one.
    private long[] SinceDue => _sinceDue ??= new long[LateSplit.Parts];

    private void Clear()
    {
        if (_sinceDue is not null) Array.Clear(_sinceDue);
    }

    private LatePart Part(long lengthNs, bool inHandler)
    {
        if (inHandler) return LatePart.Interrupt;
        if (_spins) return LatePart.Lock;
        if (_softirqs > 0) return LatePart.Softirq;
        if (_isIdle) return lengthNs > LongestIdleExitNs ? LatePart.Steal : LatePart.IdleExit;
        if (!_isKnown) return LatePart.Unknown;
        return _irqsOff ? LatePart.IrqsOff : LatePart.Steal;
    }
}
