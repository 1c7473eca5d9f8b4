using Tickstorm.Results;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis;

/// <summary>What the analysis keeps of one CPU of a real kernel.</summary>
internal sealed class KernelCpu(int cpu)
{
    private const int MostOpen = 64;
    private readonly Stack<(CaptureKind Kind, int Number, long Since)> _open = new();
    private readonly TickGaps _expired = new();
    private readonly TickGaps _periodic = new();
    private readonly TickGaps _entered = new();
    private long _armedNs = -1;
    private long _lastTimerNs = -1;
    private long _firstNs = -1;

    public CpuFigures Figures { get; } = new(cpu);

    /// <summary>True when the last event showed a task running.</summary>
    public bool Busy { get; private set; }

    /// <summary>The spacing of ticks, from the most exact events that this CPU has.</summary>
    public TickGaps Ticks => _expired.Count > 0 ? _expired : _periodic.Count > 0 ? _periodic : _entered;

    /// <summary>Takes an event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label, KernelAnalysis whole)
    {
        if (_firstNs < 0) _firstNs = captured.TimeNs;
        bool idleNow = captured.Kind == CaptureKind.Switch ? captured.Number == 0 : captured.Idle;
        Busy = !idleNow;
        if (captured.Idle || idleNow) Rest();
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry:
                string name = whole.Name(label);
                Figures.Vector(captured.Number, name);
                Open(captured);
                if (name == VectorNames.LocalTimer) Timer(captured.TimeNs, whole);
                else if (name is "reschedule" or "call_function" or "call_function_single") whole.Ipis.Add(-1, cpu, name);
                break;
            case CaptureKind.IrqEntry:
                string action = whole.Name(label);
                Figures.Irq(captured.Number, action);
                Open(captured);
                if (action == "timer") Timer(captured.TimeNs, whole);
                break;
            case CaptureKind.VectorExit:
                if (Close(CaptureKind.VectorEntry, captured) is { } vectorTook) Figures.VectorTook(captured.Number, vectorTook);
                break;
            case CaptureKind.IrqExit:
                if (Close(CaptureKind.IrqEntry, captured) is { } irqTook) Figures.IrqTook(captured.Number, irqTook);
                break;
            case CaptureKind.TickArmed:
                _armedNs = captured.Argument;
                break;
            case CaptureKind.TickExpired:
                _expired.Add(captured.TimeNs);
                whole.ExpiryHeat(cpu, captured.TimeNs);
                // Trace clock and the kernel's "now" may be different clocks; lateness needs the latter, spread only the former.
                if (_armedNs < 0) break;
                (Figures.Latency ??= new LatencyHistogram()).Add(captured.Argument - _armedNs);
                whole.Latency.Add(captured.Argument - _armedNs);
                whole.Skew.Started(_armedNs, captured.TimeNs);
                break;
            case CaptureKind.PeriodicTick:
                _periodic.Add(captured.TimeNs);
                break;
            default:
                break;
        }
    }

    /// <summary>Since when a CPU that runs a task has had no timer interrupt; null while it has them, or was never seen.</summary>
    public long? SilentSince(long endNs, long periodNs)
    {
        if (!Busy || _firstNs < 0) return null;
        long since = Math.Max(_lastTimerNs, _firstNs);
        return endNs - since > 10 * periodNs ? since : null;
    }

    private void Timer(long timeNs, KernelAnalysis whole)
    {
        Figures.TimerInterrupts++;
        _lastTimerNs = timeNs;
        _entered.Add(timeNs);
        whole.EntryHeat(cpu, timeNs);
    }

    private void Rest()
    {
        _expired.Rest();
        _periodic.Rest();
        _entered.Rest();
    }

    private void Open(in CaptureEvent captured)
    {
        // Handlers nest a few deep: more are entries whose exits were not traced.
        if (_open.Count == MostOpen) _open.Clear();
        _open.Push((captured.Kind, captured.Number, captured.TimeNs));
    }

    private long? Close(CaptureKind kind, in CaptureEvent captured)
    {
        while (_open.TryPop(out (CaptureKind Kind, int Number, long Since) open))
        {
            if (open.Kind == kind && open.Number == captured.Number) return captured.TimeNs - open.Since;
        }

        return null;
    }
}
