using Tickstorm.Tracing;

namespace Tickstorm.Results;

/// <summary>
/// What one design did in one run: the figures of MODEL's ledger. Everything but <see cref="Engine"/> and <see cref="Wall"/> is a function
/// of scenario and seed.
/// </summary>
public sealed record DesignResult
{
    /// <summary>The design's name with its variant, as in irq0-edge@local.</summary>
    public required string Design { get; init; }

    /// <summary>io-apic, local, xt-pic or null.</summary>
    public string? Chip { get; init; }

    /// <summary>The flow handler's name or null.</summary>
    public string? Flow { get; init; }

    /// <summary>Ticks per second that this design runs at.</summary>
    public int Hz { get; init; }

    /// <summary>oneshot or periodic.</summary>
    public string Mode { get; init; } = "oneshot";

    /// <summary>False when the design cannot run the mode asked for.</summary>
    public bool Supported { get; init; } = true;

    /// <summary>True when the kernel version has no such design, or crashes with it, and it was run all the same.</summary>
    public bool WhatIf { get; init; }

    /// <summary>Why it is not supported, or run as a what-if only; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>SHA-256 over the processes' hashes, 64 hex digits.</summary>
    public string Digest { get; init; } = "";

    /// <summary>End of what was simulated, ns.</summary>
    public long SimulatedNs { get; init; }

    /// <summary>False when the run was cut short.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>The ledger, summed over CPUs.</summary>
    public TickTotals Ticks { get; init; }

    /// <summary>Interrupts of every kind, so that a trace can say how many it leaves out; in no other output.</summary>
    public long Interrupts { get; init; }

    /// <summary>Handler runs for another CPU's tick, or for none.</summary>
    public long SpuriousRuns { get; init; }

    /// <summary>CPUs that can never tick again although their kernel wants to.</summary>
    public int StalledCpus { get; init; }

    /// <summary>A CPU that wants ticks and has handled none for so many periods is starved.</summary>
    public const int StarvedPeriods = 2;

    /// <summary>CPUs that wanted ticks throughout the last <see cref="StarvedPeriods"/> and handled none.</summary>
    public int StarvedCpus { get; init; }

    /// <summary>The first dropped tick; null when none was.</summary>
    public DropRecord? FirstDrop { get; init; }

    /// <summary>Why late ticks were late, largest total first.</summary>
    public IReadOnlyList<LateCause> LateCauses { get; init; } = [];

    /// <summary>Jiffies that should have passed, and did.</summary>
    public (long Expected, long Actual) Jiffies { get; init; }

    /// <summary>EOI writes.</summary>
    public long Eois { get; init; }

    /// <summary>irq_enter calls.</summary>
    public long IrqEnters { get; init; }

    /// <summary>irq_exit calls.</summary>
    public long IrqExits { get; init; }

    /// <summary>VM exits per handled tick; null when none was handled.</summary>
    public double? ExitsPerTick { get; init; }

    /// <summary>Dispatch to IRET, spinning, exits and dropped ticks included, per handled tick, ns; null when none was handled.</summary>
    public double? CpuNsPerTick { get; init; }

    /// <summary>Expiry to handler start of handled ticks.</summary>
    public Percentiles LatencyNs { get; init; } = new();

    /// <summary>Latency histogram, (upper bound in ns, count), ascending; for charts.</summary>
    public IReadOnlyList<(long UpToNs, long Count)> LatencyBuckets { get; init; } = [];

    /// <summary>Waiting for locks and lines.</summary>
    public LockWaits LockWaitNs { get; init; }

    /// <summary>
    /// Histogram of those waits, (upper bound in ns, count), ascending; a value for each acquisition, 0 when the lock was free.
    /// </summary>
    public IReadOnlyList<(long UpToNs, long Count)> LockWaitBuckets { get; init; } = [];

    /// <summary>C1 to C9: true, false, or null for not exercised.</summary>
    public IReadOnlyList<ConstraintVerdict> Constraints { get; init; } = [];

    /// <summary>What the kernel's own detectors would say.</summary>
    public IReadOnlyList<DetectorReport> Detectors { get; init; } = [];

    /// <summary>Each CPU's ledger; null unless asked for.</summary>
    public IReadOnlyList<CpuLedger>? PerCpu { get; init; }

    /// <summary>How the engine went about it.</summary>
    public EngineReport Engine { get; init; } = new();

    /// <summary>Wall time and memory.</summary>
    public WallReport Wall { get; init; } = new();
}

/// <summary>The ledger of MODEL section 2.</summary>
public readonly record struct TickTotals(
    long Expected, long Raised, long Handled, long Late, long Coalesced, long Dropped, long Masked, long Pending)
{
    /// <summary>Wanted and not handled.</summary>
    public long Missing => Expected - Handled;

    /// <summary>Adds two ledgers.</summary>
    public static TickTotals operator +(TickTotals a, TickTotals b) => new(
        a.Expected + b.Expected, a.Raised + b.Raised, a.Handled + b.Handled, a.Late + b.Late,
        a.Coalesced + b.Coalesced, a.Dropped + b.Dropped, a.Masked + b.Masked, a.Pending + b.Pending);

    /// <summary>The sum.</summary>
    public static TickTotals Add(TickTotals left, TickTotals right) => left + right;
}

/// <summary>A dropped tick: when, whose, why, behind whom.</summary>
public sealed record DropRecord(long TimeNs, int Cpu, DropReason Reason, bool Remembered, int? Line, int? HolderCpu);

/// <summary>A reason for lateness: line, lock, vector, irqs-off, steal.</summary>
public sealed record LateCause(string Cause, int Id, long Count, long TotalNs);

/// <summary>Nearest-rank percentiles; null when there was no sample.</summary>
public sealed record Percentiles(long? P50 = null, long? P90 = null, long? P99 = null, long? P999 = null, long? Max = null);

/// <summary>Total and longest wait, longest queue.</summary>
public readonly record struct LockWaits(long Total, long Max, int LongestQueue);

/// <summary>A constraint C1 to C9, its verdict and the reason.</summary>
public sealed record ConstraintVerdict(string Id, bool? Kept, string Why);

/// <summary>A detector's message about a CPU.</summary>
public sealed record DetectorReport(string Name, int Cpu, long TimeNs, string Message);

/// <summary>One CPU's ledger.</summary>
public sealed record CpuLedger(
    int Cpu, TickTotals Ticks, long SpuriousRuns, bool Stalled, bool Starved, long? LastHandledNs, DropRecord? FirstDrop);

/// <summary>Which engine ran, on how many threads or silos, and how it went about it.</summary>
public sealed record EngineReport(string Kind = "sequential", int Threads = 1, RunOutcome Outcome = default);

/// <summary>Wall-clock figures; the only ones that differ between repeats.</summary>
public sealed record WallReport(double Seconds = 0, double EventsPerSecond = 0, double TimerInterruptsPerSecond = 0, long PeakBytes = 0);
