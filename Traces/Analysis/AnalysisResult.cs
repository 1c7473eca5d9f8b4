using Tickstorm.Results;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis;

/// <summary>What a trace shows. What it cannot show is null, never 0.</summary>
public sealed record AnalysisResult
{
    /// <summary>The file.</summary>
    public required SourceSummary Source { get; init; }

    /// <summary>The ledger: the exact totals that the file carries, or else what was counted.</summary>
    public required Ledger Totals { get; init; }

    /// <summary>The ledger as counted from the records alone; differs from <see cref="Totals"/> in a sampled trace.</summary>
    public required Ledger Counted { get; init; }

    /// <summary>Every CPU of the header, silent ones too.</summary>
    public IReadOnlyList<CpuAnalysis> Cpus { get; init; } = [];

    /// <summary>Lines and locks behind which interrupts waited, longest total first.</summary>
    public IReadOnlyList<Serialisation> Serialisation { get; init; } = [];

    /// <summary>Losses by cause.</summary>
    public IReadOnlyList<Loss> Losses { get; init; } = [];

    /// <summary>What this kind of capture cannot show.</summary>
    public IReadOnlyList<string> NotVisible { get; init; } = [];

    /// <summary>True when ticks are counted as timer interrupts, among which may be those of other timers.</summary>
    public bool TicksAreInterrupts { get; init; }

    /// <summary>Ticks per second, given or estimated; null when too little was seen.</summary>
    public int? Hz { get; init; }

    /// <summary>The run a simulated trace comes from; null for a real kernel.</summary>
    public TraceRunInfo? Run { get; init; }

    /// <summary>The run's exact figures; null when the file carries none.</summary>
    public TraceTotals? RunTotals { get; init; }

    /// <summary>Spread of the starts of ticks that were due at the same time.</summary>
    public Percentiles SkewNs { get; init; } = new();

    /// <summary>Handler runs for remembered arrivals; null when it cannot be seen.</summary>
    public long? SpuriousRuns { get; init; }

    /// <summary>Why late ticks were late, by largest part.</summary>
    public IReadOnlyList<LateCause> LateCauses { get; init; } = [];

    /// <summary>IPIs by sender and receiver; sender is null when the sending was not traced.</summary>
    public IReadOnlyList<IpiFlow> Ipis { get; init; } = [];

    /// <summary>Expiry to handler start, over all CPUs; empty when expiries cannot be seen.</summary>
    public LatencyHistogram Latency { get; init; } = new();

    /// <summary>The time from tick to tick, by CPU where there are few.</summary>
    public IReadOnlyList<(string Name, LatencyHistogram Gaps)> Gaps { get; init; } = [];

    /// <summary>Ticks and losses over CPU and time.</summary>
    public HeatMap Heat { get; init; } = new(1);

    /// <summary>The first drop, step by step; null when nothing was dropped or drops cannot be seen.</summary>
    public DropStory? FirstDrop { get; init; }

    /// <summary>The latest ticks, the latest first.</summary>
    public IReadOnlyList<WorstTick> Worst { get; init; } = [];

    /// <summary>How fast the kernel's jiffies ran; null where it does not show.</summary>
    public double? JiffiesPerSecond { get; init; }

    /// <summary>The time in softirqs.</summary>
    public IReadOnlyList<SoftirqTime> Softirqs { get; init; } = [];

    /// <summary>The kernel's decisions to stop the tick.</summary>
    public IReadOnlyList<TickStopCount> TickStops { get; init; } = [];

    /// <summary>Timer interrupts that are handed on by IPI; null where there are none.</summary>
    public BroadcastSummary? Broadcasts { get; init; }

    /// <summary>The commonest names of events that are not used.</summary>
    public IReadOnlyList<string> EventNames { get; init; } = [];

    /// <summary>What /proc/interrupts counted meanwhile; null when it was not given.</summary>
    public InterruptCheck? Interrupts { get; init; }

    /// <summary>Timer interrupts of all CPUs.</summary>
    public long TimerInterrupts => Cpus.Sum(cpu => cpu.TimerInterrupts);

    /// <summary>True when nothing in a capture was recognised as a timer interrupt, a tick or a measured latency of one.</summary>
    public bool SeesNoTimer =>
        Run is null && TimerInterrupts == 0 && Cpus.All(cpu => cpu.Ticks == 0 && cpu.TimerLatencyNs.P50 is null);

    /// <summary>True when none of a capture's events is a timer interrupt: they were not traced, and nobody counted them.</summary>
    public bool HidesTimerInterrupts => Run is null && TimerInterrupts == 0;

    /// <summary>What the file's own totals say against what it holds; null when they agree.</summary>
    public string? Contradiction { get; init; }
}

/// <summary>The file behind an analysis.</summary>
/// <param name="Format">ftrace, trace-cmd-report, perf-script, trace.dat, otlp, otlp-json or records.</param>
/// <param name="Events">Events or records read.</param>
/// <param name="FirstNs">Time of the first.</param>
/// <param name="LastNs">Time of the last.</param>
/// <param name="LostEvents">Events the tracer lost; null when it says that it lost some but not how many, and for a trace that was cut.
/// </param>
public sealed record SourceSummary(string Format, long Events, long? FirstNs, long? LastNs, long? LostEvents)
{
    /// <summary>True when the file ends before it was to; null where that cannot be told.</summary>
    public bool? Cut { get; init; } = false;

    /// <summary>Lines that are no events, or lack what such an event has.</summary>
    public SkippedLines Skipped { get; init; } = new();

    /// <summary>Where and how the file ends early, as far as that shows.</summary>
    public string? CutWhere { get; init; }
}

/// <summary>Ticks by outcome; null for what cannot be seen.</summary>
public sealed record Ledger(
    long? Raised = null, long? Handled = null, long? Late = null, long? Coalesced = null, long? Dropped = null, long? Masked = null,
    long? Pending = null);

/// <summary>One CPU.</summary>
public sealed record CpuAnalysis(int Cpu)
{
    /// <summary>What stands for the CPUs of a capture that does not say of which its events are.</summary>
    public const int NoCpu = -1;

    /// <summary>Its number as text.</summary>
    public string Name => Cpu == NoCpu ? "unknown" : Cpu.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Timer interrupts that reached a handler, whatever they were for.</summary>
    public long TimerInterrupts { get; init; }

    /// <summary>Ticks that were done.</summary>
    public long Ticks { get; init; }

    /// <summary>System vectors.</summary>
    public IReadOnlyList<VectorAnalysis> Vectors { get; init; } = [];

    /// <summary>Lines.</summary>
    public IReadOnlyList<IrqAnalysis> Irqs { get; init; } = [];

    /// <summary>Tick to tick.</summary>
    public Percentiles TickGapNs { get; init; } = Percentiles.None;

    /// <summary>Timer interrupt to timer interrupt, of a run.</summary>
    public Percentiles TimerGapNs { get; init; } = Percentiles.None;

    /// <summary>Expiry to handler start; nulls when expiries cannot be seen.</summary>
    public Percentiles LatencyNs { get; init; } = Percentiles.None;

    /// <summary>Ticks that were due while the capture shows the CPU; null where the rate or the ticks cannot be seen.</summary>
    public long? Due { get; init; }

    /// <summary>Of these, left out by the kernel: it had stopped the tick.</summary>
    public long? Skipped { get; init; }

    /// <summary>Of these, neither done nor left out. Null for a run, whose losses are known exactly.</summary>
    public long? Missed { get; init; }

    /// <summary>Missed ticks by the largest part of the wait behind which they were.</summary>
    public IReadOnlyList<(string Cause, long Count)> MissedBy { get; init; } = [];

    /// <summary>How often the kernel stopped the tick; null when that is not in the capture.</summary>
    public long? TickStops { get; init; }

    /// <summary>What the timerlat tracer measured of its interrupt.</summary>
    public Percentiles TimerLatencyNs { get; init; } = Percentiles.None;

    /// <summary>What the timerlat tracer measured of its thread.</summary>
    public Percentiles ThreadLatencyNs { get; init; } = Percentiles.None;

    /// <summary>The expiry from which on this CPU's ticks are missing for good; null while it ticks.</summary>
    public long? SilentSinceNs { get; init; }
}

/// <summary>A vector on a CPU.</summary>
public sealed record VectorAnalysis(int Vector, string Name, long Count, Percentiles HandlerNs);

/// <summary>A line on a CPU.</summary>
public sealed record IrqAnalysis(int Irq, string? Name, long Count, Percentiles HandlerNs)
{
    /// <summary>The actions of the line: a shared line has several, and all of them are run at each interrupt.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];
}

/// <summary>Waiting at one line or lock.</summary>
public sealed record Serialisation(
    string Kind, long Id, long Waits, long TotalNs, long MaxNs, int LongestQueue, IReadOnlyList<HolderShare> ByHolder)
{
    /// <summary>The lock's address in its kernel; null for a line or a simulated lock.</summary>
    public string? Address { get; init; }

    /// <summary>What kind of lock the kernel says it is, as in "SPIN|READ"; null where it does not.</summary>
    public string? Flags { get; init; }

    /// <summary>The longest queue in each interval of time, for charts.</summary>
    public IReadOnlyList<(long FromNs, int Queue)> QueueOverTime { get; init; } = [];
}

/// <summary>The waits behind one holder.</summary>
public sealed record HolderShare(int Cpu, long Waits, long TotalNs);

/// <summary>A cause of loss.</summary>
public sealed record Loss(string Reason, long Count, int Cpus);

/// <summary>IPIs from one CPU to another.</summary>
public sealed record IpiFlow(int? From, int To, string Name, long Count)
{
    /// <summary>From sending to the handler's begin; nulls where only one end was traced.</summary>
    public Percentiles LatencyNs { get; init; } = Percentiles.None;
}
