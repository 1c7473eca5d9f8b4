using Tickstorm.Results;
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

    /// <summary>For a real capture: the time from tick to tick, by CPU where there are few.</summary>
    public IReadOnlyList<(string Name, LatencyHistogram Gaps)> Gaps { get; init; } = [];

    /// <summary>Ticks and losses over CPU and time.</summary>
    public HeatMap Heat { get; init; } = new(1);

    /// <summary>The first drop, step by step; null when nothing was dropped or drops cannot be seen.</summary>
    public DropStory? FirstDrop { get; init; }

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
    /// <summary>Timer interrupts that reached a handler, whatever they were for.</summary>
    public long TimerInterrupts { get; init; }

    /// <summary>Ticks that were done.</summary>
    public long Ticks { get; init; }

    /// <summary>System vectors.</summary>
    public IReadOnlyList<VectorAnalysis> Vectors { get; init; } = [];

    /// <summary>Lines.</summary>
    public IReadOnlyList<IrqAnalysis> Irqs { get; init; } = [];

    /// <summary>Tick to tick.</summary>
    public Percentiles TickGapNs { get; init; } = new();

    /// <summary>Expiry to handler start; nulls when expiries cannot be seen.</summary>
    public Percentiles LatencyNs { get; init; } = new();

    /// <summary>Ticks that must be missing in gaps during which the CPU was never idle; null when ticks are known exactly.</summary>
    public long? MissedByGap { get; init; }

    /// <summary>The expiry from which on this CPU's ticks are missing for good; null while it ticks.</summary>
    public long? SilentSinceNs { get; init; }
}

/// <summary>A vector on a CPU.</summary>
public sealed record VectorAnalysis(int Vector, string Name, long Count, Percentiles HandlerNs);

/// <summary>A line on a CPU.</summary>
public sealed record IrqAnalysis(int Irq, string? Name, long Count, Percentiles HandlerNs);

/// <summary>Waiting at one line or lock.</summary>
public sealed record Serialisation(
    string Kind, long Id, long Waits, long TotalNs, long MaxNs, int LongestQueue, IReadOnlyList<HolderShare> ByHolder)
{
    /// <summary>The longest queue in each interval of time, for charts.</summary>
    public IReadOnlyList<(long FromNs, int Queue)> QueueOverTime { get; init; } = [];
}

/// <summary>The waits behind one holder.</summary>
public sealed record HolderShare(int Cpu, long Waits, long TotalNs);

/// <summary>A cause of loss.</summary>
public sealed record Loss(string Reason, long Count, int Cpus);

/// <summary>IPIs from one CPU to another.</summary>
public sealed record IpiFlow(int? From, int To, string Name, long Count);
