using System.Text.Json.Serialization;
using Tickstorm.Tracing;

namespace Tickstorm.Results;

/// <summary>
/// What one design did in one run: the figures of MODEL's ledger. Everything but <see cref="Engine"/> and <see cref="Wall"/> is a function
/// of scenario and seed.
/// </summary>
public sealed record DesignResult
{
    /// <summary>The scenario's name.</summary>
    public string Scenario { get; init; } = "";

    /// <summary>The design's name with its variant, as in irq0-edge@local.</summary>
    public required string Design { get; init; }

    /// <summary>The chip of IRQ0 after boot: io-apic, local, lapic, xt-pic, or null when the tick has an entry of its own.</summary>
    public string? Chip { get; init; }

    /// <summary>The flow handler of IRQ0 after boot, or null.</summary>
    public string? Flow { get; init; }

    /// <summary>The chip that the design installs; another one when the boot has replaced it.</summary>
    public string? IntendedChip { get; init; }

    /// <summary>The flow handler that the design installs.</summary>
    public string? IntendedFlow { get; init; }

    /// <summary>What raises the tick: local-timer, alarm or broadcast.</summary>
    public string? Source { get; init; }

    /// <summary>What a reader of the design's name should know: reconstructed, periodic.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Ticks per second that this design runs at.</summary>
    public int Hz { get; init; }

    /// <summary>oneshot or periodic.</summary>
    public string Mode { get; init; } = "oneshot";

    /// <summary>The phases that it ticks with: aligned, skewed, random, redraw or listed; null when it was not run.</summary>
    public string? Phases { get; init; }

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

    /// <summary>Ticks booked by runs that were nobody's: the periodic and the low-resolution tick book one with every run.</summary>
    public long ExtraTicks { get; init; }

    /// <summary>CPUs that can never tick again although their kernel wants to.</summary>
    public int StalledCpus { get; init; }

    /// <summary>
    /// Of the stalled CPUs, those that not even idling brings back: their LVT timer entry is masked, or their vector's class is blocked in
    /// ISR. The others are silent until their task blocks: idling arms the timer again.
    /// </summary>
    public int DeadCpus { get; init; }

    /// <summary>A CPU that wants ticks and has handled none for so many periods is starved.</summary>
    public const int StarvedPeriods = 2;

    /// <summary>CPUs that wanted ticks throughout the last <see cref="StarvedPeriods"/> and handled none.</summary>
    public int StarvedCpus { get; init; }

    /// <summary>
    /// Of the ticks never raised, those of CPUs that had fallen silent; the others fell due while their CPU's handler ran or waited.
    /// </summary>
    public long SilentTicks { get; init; }

    /// <summary>Why ticks were lost, most first; the counts add up to <see cref="TickTotals.Lost"/>.</summary>
    public IReadOnlyList<TickLoss> Losses { get; init; } = [];

    /// <summary>The first dropped tick; null when none was.</summary>
    public DropRecord? FirstDrop { get; init; }

    /// <summary>Why late ticks were late, largest total first.</summary>
    public IReadOnlyList<LateCause> LateCauses { get; init; } = [];

    /// <summary>Jiffies that should have passed, and did.</summary>
    public JiffiesCount Jiffies { get; init; }

    /// <summary>EOI writes.</summary>
    public long Eois { get; init; }

    /// <summary>irq_enter calls.</summary>
    public long IrqEnters { get; init; }

    /// <summary>irq_exit calls.</summary>
    public long IrqExits { get; init; }

    /// <summary>VM exits per handled tick; null when none was handled, or without a hypervisor.</summary>
    public double? ExitsPerTick { get; init; }

    /// <summary>VM exits by reason, and the host's time; null without a hypervisor.</summary>
    public ExitReport? Exits { get; init; }

    /// <summary>Dispatch to IRET, spinning, exits and dropped ticks included, per handled tick, ns; null when none was handled.</summary>
    public double? CpuNsPerTick { get; init; }

    /// <summary>
    /// The same without the interrupts of collisions, per tick that was handled in no collision: it does not depend on the run's length;
    /// null when there is no such tick.
    /// </summary>
    public double? SteadyNsPerTick { get; init; }

    /// <summary>
    /// CPU time of one collision, all CPUs together, ns: from the first arrival that is dropped to the end of the handler's last run; null
    /// when there was none.
    /// </summary>
    public double? CollisionNs { get; init; }

    /// <summary>Expiry to handler start of handled ticks.</summary>
    public Percentiles LatencyNs { get; init; } = new();

    /// <summary>Latency histogram, (upper bound in ns, count), ascending; for charts.</summary>
    public IReadOnlyList<(long UpToNs, long Count)> LatencyBuckets { get; init; } = [];

    /// <summary>Waiting for locks and lines.</summary>
    public LockWaits LockWaitNs { get; init; }

    /// <summary>Histograms of those waits by what was waited for; for metrics.</summary>
    public IReadOnlyList<LockWaitBuckets> LockWaits { get; init; } = [];

    /// <summary>The handled tick that started latest, the first of several; null when none was handled. For metrics.</summary>
    public WorstTick? Worst { get; init; }

    /// <summary>C1 to C9: true, false, or null for not exercised.</summary>
    public IReadOnlyList<ConstraintVerdict> Constraints { get; init; } = [];

    /// <summary>What the kernel's own detectors would say.</summary>
    public IReadOnlyList<DetectorReport> Detectors { get; init; } = [];

    /// <summary>What CPUs did that idle, nest and have softirqs; null where they do none of it.</summary>
    public LifeReport? Life { get; init; }

    /// <summary>How the job went; null where there is none.</summary>
    public JobReport? Job { get; init; }

    /// <summary>What the boot did to IRQ0, step by step; empty where no IO-APIC takes it over.</summary>
    public IReadOnlyList<BootStage> Boot { get; init; } = [];

    /// <summary>What became of broadcast ticks; null where none are.</summary>
    public BroadcastReport? Broadcast { get; init; }

    /// <summary>What host CPUs gave and took; null where none are simulated.</summary>
    public HostReport? Host { get; init; }

    /// <summary>What became of timers when the guest was saved and restored.</summary>
    public IReadOnlyList<SnapshotReport> Snapshots { get; init; } = [];

    /// <summary>CPUs that went offline and came online; null where none did.</summary>
    public HotplugReport? Hotplug { get; init; }

    /// <summary>The interrupts that came from outside, in the order of time.</summary>
    public IReadOnlyList<InjectedReport> Injected { get; init; } = [];

    /// <summary>What became of devices' interrupts; null where there are no devices.</summary>
    public DeviceReport? Devices { get; init; }

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

    /// <summary>Wanted, and no expiry was raised for it: nothing was armed at its time.</summary>
    [JsonIgnore]
    public long NeverRaised => Expected - Raised;

    /// <summary>Wanted, and neither handled nor still open at the end: expected = handled + lost + pending.</summary>
    [JsonIgnore]
    public long Lost => Coalesced + Dropped + Masked + NeverRaised;

    /// <summary>Adds two ledgers.</summary>
    public static TickTotals operator +(TickTotals a, TickTotals b) => new(
        a.Expected + b.Expected, a.Raised + b.Raised, a.Handled + b.Handled, a.Late + b.Late,
        a.Coalesced + b.Coalesced, a.Dropped + b.Dropped, a.Masked + b.Masked, a.Pending + b.Pending);

    /// <summary>The sum.</summary>
    public static TickTotals Add(TickTotals left, TickTotals right) => left + right;
}

/// <summary>Ticks lost for one reason.</summary>
public sealed record TickLoss(DropReason Reason, long Count);

/// <summary>A dropped tick: when, whose, why, behind whom.</summary>
public sealed record DropRecord(long TimeNs, int Cpu, DropReason Reason, bool Remembered, int? Line, int? HolderCpu);

/// <summary>A reason for lateness: line, lock, vector, irqs-off, steal.</summary>
public sealed record LateCause(string Cause, int Id, long Count, long TotalNs);

/// <summary>Nearest-rank percentiles; null when there was no sample.</summary>
public sealed record Percentiles(long? P50 = null, long? P90 = null, long? P99 = null, long? P999 = null, long? Max = null)
{
    /// <summary>Of nothing.</summary>
    public static Percentiles None { get; } = new();
}

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
