using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Calibration;

/// <summary>Sorts the events of a capture by CPU.</summary>
internal sealed class CalibrationCollector : ICaptureSink
{
    private readonly CpuTable<CpuObservation> _cpus = new(_ => new CpuObservation());

    private IReadOnlyList<CpuObservation>? _observed;

    /// <summary>The CPUs of the header or of the events, whichever are more.</summary>
    public IReadOnlyList<CpuObservation> Observed => _observed ??= _cpus.ByNumber();

    /// <summary>Events read.</summary>
    public long Count { get; private set; }

    /// <summary>Time of the first event, ns.</summary>
    public long FirstNs { get; private set; } = -1;

    /// <summary>Time of the last event, ns.</summary>
    public long LastNs { get; private set; }

    /// <summary>True when the header gave the number of CPUs.</summary>
    public bool HeaderSeen { get; private set; }

    /// <summary>True when the tracer lost events.</summary>
    public bool LostAny { get; private set; }

    /// <summary>True when changes of task were traced.</summary>
    public bool SwitchesSeen { get; private set; }

    /// <summary>True when IPIs were traced as they were sent.</summary>
    public bool SendersSeen { get; private set; }

    /// <summary>True when the file is the simulator's own.</summary>
    public bool Simulated { get; private set; }

    /// <summary>True when the kernel handled interrupts of an 8259.</summary>
    public bool UsesPic { get; private set; }

    /// <summary>True when the tick's functions are those of 6.9 and later, or IPIs were traced as they are sent, which 6.5 began.</summary>
    public bool IsRecent { get; private set; }

    /// <summary>What of the capture is taken.</summary>
    public AnalysisChoice Choice { get; init; } = AnalysisChoice.All;

    public void Cpus(int count)
    {
        HeaderSeen = true;
        _cpus.Declare(count);
    }

    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        if (captured.TimeNs < Choice.FromNs || captured.TimeNs > Choice.ToNs) return;
        if (FirstNs < 0) FirstNs = captured.TimeNs;
        LastNs = Math.Max(LastNs, captured.TimeNs);
        Count++;
        if (captured.Kind == CaptureKind.Switch) SwitchesSeen = true;
        if (captured.Kind is CaptureKind.IpiSent or CaptureKind.IpiSentMask) SendersSeen = true;
        if (captured.Kind == CaptureKind.Function && name.StartsWith("mask_and_ack_8259A"u8)) UsesPic = true;
        if (captured.Kind is CaptureKind.IpiSent or CaptureKind.IpiSentMask
            || captured.Kind == CaptureKind.TickFunction && name.StartsWith("tick_nohz_lowres_handler"u8))
        {
            IsRecent = true;
        }

        _cpus.At(captured.Cpu).Take(captured, name, FirstNs);
    }

    public void Lost(int cpu, long? count)
    {
        LostAny = true;
        if (cpu >= 0) _cpus.At(cpu).Lose();
        else foreach (CpuObservation one in _cpus.Seen) one.Lose();
    }

    /// <summary>Lines that do not fit.</summary>
    public SkippedLines Skips { get; } = new();

    public void Skipped(string place, string wrong, ReadOnlySpan<byte> line) => Skips.Add(place, wrong, line);

    /// <summary>Where the capture ends within a line; null when it does not.</summary>
    public string? CutAt { get; private set; }

    public void Cut(string place, string wrong, bool isSure) => CutAt = place;

    public void Contradiction(string place, string wrong) => Wrong ??= (place, wrong);

    /// <summary>What the capture says against itself, and where; null when it does not.</summary>
    public (string Place, string Wrong)? Wrong { get; private set; }

    public void Record(in TraceRecord record) => Simulated = true;

    public void Run(TraceRunInfo info, TraceTotals? totals) => Simulated = true;
}
