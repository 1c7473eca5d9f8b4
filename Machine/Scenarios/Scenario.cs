namespace Tickstorm.Scenarios;

/// <summary>Everything that decides the numbers of a run. With the seed it determines the result, bit for bit.</summary>
/// <remarks>Keys and defaults are in docs/scenarios.md; every duration is in nanoseconds.</remarks>
public sealed record Scenario
{
    /// <summary>The scenario's name: that of its file.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for lists.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version of Linux that is modelled.</summary>
    public KernelVersion Kernel { get; init; } = KernelVersion.V2624;

    /// <summary>Who looks for CPUs that lock up.</summary>
    public NmiWatchdog NmiWatchdog { get; init; }

    /// <summary>The shape of the machine.</summary>
    public MachineShape Machine { get; init; } = new();

    /// <summary>The tick.</summary>
    public TickSetup Tick { get; init; } = new();

    /// <summary>The designs to compare, in order; empty means all.</summary>
    public IReadOnlyList<string> Designs { get; init; } = [];

    /// <summary>The designs that the scenario brings itself; <see cref="Designs"/> names those that are compared.</summary>
    public IReadOnlyList<OwnDesign> OwnDesigns { get; init; } = [];

    /// <summary>What the CPUs do besides ticking.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>What each step costs.</summary>
    public Costs Costs { get; init; } = new();

    /// <summary>How locks choose among waiters.</summary>
    public LockPolicy Lock { get; init; } = new();

    /// <summary>How long and with which seed.</summary>
    public RunPlan Run { get; init; } = new();

    /// <summary>What of the run is traced.</summary>
    public TraceBudget Trace { get; init; } = new();

    /// <summary>The design of one's own of a name; null when the scenario brings none.</summary>
    public OwnDesign? OwnDesign(string name) => OwnDesigns.FirstOrDefault(own => own.Name == name);
}

/// <summary>CPUs and interrupt controllers.</summary>
public sealed record MachineShape
{
    /// <summary>Virtual CPUs, 1 to 1,000,000.</summary>
    public int Cpus { get; init; } = 256;

    /// <summary>How many CPUs the lists by CPU repeat after; see <see cref="CpuPattern"/>.</summary>
    public int MeasuredCpus { get; init; }

    /// <summary>xapic or x2apic; more than 255 CPUs always have x2APIC ids.</summary>
    public ApicMode Apic { get; init; } = ApicMode.XApic;

    /// <summary>Most CPUs of the flat delivery mode.</summary>
    public const int MostFlatCpus = 8;

    /// <summary>How IPIs name their targets.</summary>
    public ApicDelivery Delivery { get; init; }

    /// <summary>Packages; 0 means one per 64 CPUs.</summary>
    public int Packages { get; init; }

    /// <summary>CPUs that share a core group (the nearest cache), at least 1.</summary>
    public int CoreGroup { get; init; } = 4;

    /// <summary>IO-APIC pins, 1 to 240.</summary>
    public int IoApicPins { get; init; } = 24;

    /// <summary>The IO-APIC's version register, 1 to 255: 0x11 (82093AA), or 0x20 with an EOI register.</summary>
    public int IoApicVersion { get; init; } = 0x20;

    /// <summary>IRQ0's single target in kernels that track it (6.17 and later); -1 for none.</summary>
    public int Irq0Target { get; init; }

    /// <summary>
    /// True when the MADT maps ISA IRQ0 to GSI 2 (ACPI, "Interrupt Source Override"), so that IRQ0 is pin 2 of the IO-APIC and not pin 0.
    /// The IO-APIC takes IRQ0 over in both cases.
    /// </summary>
    public bool MadtOverride { get; init; } = true;

    /// <summary>How many message-signalled interrupts each CPU has vectors left for; 0 for all of the version's.</summary>
    public int FreeVectors { get; init; }

    /// <summary>
    /// A quirk: how long after each expiry the HPET's periodic timer pulses once more, ns, as QEMU's does when it is on time; 0 for never.
    /// </summary>
    public long HpetSecondPulseNs { get; init; }

    /// <summary>
    /// no_timer_check: check_timer() believes that IRQ0 arrives through its pin, as VMI's guests are told; false on bare metal.
    /// </summary>
    public bool NoTimerCheck { get; init; } = true;
}

/// <summary>The boot parameter nmi_watchdog=.</summary>
public enum NmiWatchdog
{
    /// <summary>What the version does unless told: nothing until 2.6.35, the hard lockup detector from 2.6.36 on.</summary>
    Default,

    /// <summary>Nobody looks.</summary>
    Off,

    /// <summary>The old NMI watchdog by the IO-APIC (nmi_watchdog=1); from 2.6.36 on, the hard lockup detector.</summary>
    IoApic,

    /// <summary>The old NMI watchdog by the performance counters (nmi_watchdog=2); from 2.6.36 on, the hard lockup detector.</summary>
    Lapic,

    /// <summary>From 6.5 on, the CPU before looks and not an NMI (HARDLOCKUP_DETECTOR_PREFER_BUDDY).</summary>
    Buddy,
}

/// <summary>Access mode of the local APICs.</summary>
public enum ApicMode
{
    /// <summary>Memory-mapped registers, 8-bit ids.</summary>
    XApic,

    /// <summary>MSRs, 32-bit ids.</summary>
    X2Apic,
}

/// <summary>How an IPI names its targets (SDM, "Determining IPI Destination").</summary>
public enum ApicDelivery
{
    /// <summary>What the kernel takes: cluster with x2APIC, flat up to 8 CPUs, else physical.</summary>
    Auto,

    /// <summary>Logical, a bit for each of up to 8 CPUs: one write for all.</summary>
    Flat,

    /// <summary>Logical, 4 CPUs of a cluster in a write, with x2APIC 16.</summary>
    Cluster,

    /// <summary>By id, one CPU in a write.</summary>
    Physical,
}

/// <summary>The tick: rate, mode, phases, handler.</summary>
public sealed record TickSetup
{
    /// <summary>Ticks per second, 1 to 100,000.</summary>
    public int Hz { get; init; } = 1000;

    /// <summary>One-shot (armed by the handler) or periodic (armed by hardware).</summary>
    public TickMode Mode { get; init; } = TickMode.OneShot;

    /// <summary>True when idle CPUs stop their tick.</summary>
    public bool NoHz { get; init; }

    /// <summary>The CPUs that stop their tick while a single task runs (nohz_full=), ascending.</summary>
    public IReadOnlyList<int> NoHzFull { get; init; } = [];

    /// <summary>The boot parameter skew_tick=1.</summary>
    public bool SkewTick { get; init; }

    /// <summary>The longest sleep of an idle CPU that drops the timekeeper's duty, ns; 0 for no limit.</summary>
    public long MaxDefermentNs { get; init; }

    /// <summary>The shortest that a CPU's timer is programmed for (min_delta_ns of its clock event device), ns; 0 for no limit.</summary>
    public long MinDeltaNs { get; init; }

    /// <summary>
    /// The device that wakes CPUs whose local timer stops in deep idle states (CLOCK_EVT_FEAT_C3STOP); none when no local timer stops.
    /// </summary>
    public BroadcastDevice Broadcast { get; init; }

    /// <summary>An idle CPU with nothing due for as long goes into a state that stops its local timer, ns.</summary>
    public long DeepIdleNs { get; init; } = 100_000;

    /// <summary>The resolution of one-shot ticks.</summary>
    public TickResolution Resolution { get; init; }

    /// <summary>Where each CPU's grid starts.</summary>
    public PhaseKind Phases { get; init; } = PhaseKind.Aligned;

    /// <summary>Explicit phases in ns, one per CPU, taken from a capture; null unless given. They win over <see cref="Phases"/>.</summary>
    public IReadOnlyList<long>? PhaseList { get; init; }

    /// <summary>True when each period has a phase of its own.</summary>
    public bool IsRedrawn => Phases == PhaseKind.Redraw && PhaseList is null;

    /// <summary>How long the tick handler runs.</summary>
    public DurationTable Handler { get; init; } = DurationTable.Constant(5_000);

    /// <summary>The CPU that advances jiffies at the start (tick_do_timer_cpu).</summary>
    public int Timekeeper { get; init; }

    /// <summary>The VMI alarm rate in Hz; 0 means as <see cref="Hz"/>.</summary>
    public int VmiAlarmHz { get; init; }

    /// <summary>One period in ns: (10^9 + hz/2) / hz.</summary>
    public long PeriodNs => (1_000_000_000L + Hz / 2) / Hz;
}

/// <summary>One-shot or periodic.</summary>
public enum TickMode
{
    /// <summary>The handler arms each next expiry.</summary>
    OneShot,

    /// <summary>The device re-arms itself.</summary>
    Periodic,
}

/// <summary>Which of the kernel's two one-shot ticks is meant.</summary>
public enum TickResolution
{
    /// <summary>Low when phases are aligned in a kernel that skews its high-resolution ticks; high otherwise.</summary>
    Auto,

    /// <summary>tick_nohz_handler(): the CPUs' grids are aligned, and a run that finds nothing due books a tick all the same.</summary>
    Low,

    /// <summary>tick_sched_timer(), an hrtimer: a run that finds nothing expired does nothing.</summary>
    High,
}

/// <summary>The offsets of the CPUs' tick grids.</summary>
public enum PhaseKind
{
    /// <summary>All at 0.</summary>
    Aligned,

    /// <summary>k * ((T/2)/N), as 2.6.24's high-resolution tick (kernel/time/tick-sched.c, tick_setup_sched_timer).</summary>
    Skewed,

    /// <summary>Uniform in [0, T), fixed for the run.</summary>
    Random,

    /// <summary>Uniform in [0, T), a new one for each period.</summary>
    Redraw,

    /// <summary>What the kernel and the design really have; see <see cref="Processes.TickStyle"/>.</summary>
    Native,
}

/// <summary>What CPUs do besides ticking.</summary>
public sealed partial record Workload
{
    /// <summary>Most devices: they have vectors 0x39 to 0xe9 in steps of 8.</summary>
    public const int MostDevices = 23;

    /// <summary>CPUs 0 to Busy-1 run a task; -1 means all.</summary>
    public int Busy { get; init; } = -1;

    /// <summary>The busy CPUs, ascending, when they are not the first ones; null unless given. Wins over <see cref="Busy"/>.</summary>
    public IReadOnlyList<int>? BusyList { get; init; }

    /// <summary>The share of CPUs that run a task, the first ones, in per cent; -1 for <see cref="Busy"/>.</summary>
    public int BusyPercent { get; init; } = -1;

    /// <summary>How many of a machine's CPUs run a task.</summary>
    public int BusyCount(int cpus) =>
        BusyList?.Count ?? (BusyPercent >= 0 ? (int)((long)cpus * BusyPercent / 100) : Busy < 0 ? cpus : Math.Min(cpus, Busy));

    /// <summary>Of 100 vCPUs, how many run on housekeeping CPUs of their host, which other CPUs' timers expire on.</summary>
    public int HousekeepingPercent { get; init; }

    /// <summary>Interrupts of the host's own per second and CPU, which stop the guest that runs there.</summary>
    public int HostInterruptsPerSecond { get; init; }

    /// <summary>Tasks that sleep and run by turns.</summary>
    public IReadOnlyList<TaskLoad> Tasks { get; init; } = [];

    /// <summary>Timers of the wheel that expire per second and CPU, beside those of tasks.</summary>
    public int TimersPerSecond { get; init; }

    /// <summary>Of 100 times that a CPU begins to idle, how often RCU still needs its next tick.</summary>
    public int RcuPercent { get; init; }

    /// <summary>Grace periods of RCU that are asked for per second; each begins when the one before has ended.</summary>
    public int GracePeriodsPerSecond { get; init; }

    /// <summary>How long a CPU runs when a reschedule IPI ends its idling and it has no task of <see cref="Tasks"/>, ns.</summary>
    public long WakeRunNs { get; init; } = 50_000;

    /// <summary>The softirqs that interrupts raise.</summary>
    public SoftirqLoad Softirqs { get; init; } = new();

    /// <summary>Reschedule IPIs per second and CPU, to uniformly random targets.</summary>
    public int ReschedulePerSecond { get; init; }

    /// <summary>Call-function IPIs per second and CPU, each to one random target that acknowledges.</summary>
    public int CallFunctionPerSecond { get; init; }

    /// <summary>True when the sender of a call-function IPI waits until it is executed, interrupts on (smp_call_function, wait).</summary>
    public bool CallsWait { get; init; }

    /// <summary>Shoot-downs of translations per second and busy CPU, which its task waits for.</summary>
    public int ShootDownsPerSecond { get; init; }

    /// <summary>How many neighbouring CPUs share an address space; 0 means all.</summary>
    public int AddressSpaceCpus { get; init; }

    /// <summary>How long the handler of a reschedule or call-function IPI runs, ns.</summary>
    public long IpiHandlerNs { get; init; } = 500;

    /// <summary>The job that the busy CPUs work at.</summary>
    public JobLoad Job { get; init; } = new();

    /// <summary>The hrtimer of each busy CPU.</summary>
    public HrtimerLoad Hrtimer { get; init; } = new();

    /// <summary>Interrupts-off sections per second and CPU.</summary>
    public int IrqsOffPerSecond { get; init; }

    /// <summary>Length of an interrupts-off section, ns.</summary>
    public long IrqsOffNs { get; init; } = 10_000;

    /// <summary>The host CPUs that the vCPUs share.</summary>
    public HostLoad Host { get; init; } = new();

    /// <summary>Time that a host steals, where the host itself is not simulated.</summary>
    public IReadOnlyList<StealLoad> Steal { get; init; } = [];

    /// <summary>Devices on IO-APIC pins.</summary>
    public IReadOnlyList<DeviceLoad> Devices { get; init; } = [];

    /// <summary>What is done to interrupt lines, and when.</summary>
    public IReadOnlyList<LineOperation> Operations { get; init; } = [];

    /// <summary>When the guest is saved and restored, in the order of time.</summary>
    public IReadOnlyList<GuestSnapshot> Snapshots { get; init; } = [];

    /// <summary>When CPUs go offline and come online, in the order of time.</summary>
    public IReadOnlyList<CpuHotplug> Hotplug { get; init; } = [];

    /// <summary>Interrupts that come from outside, in the order of time.</summary>
    public IReadOnlyList<CpuInjection> Injections { get; init; } = [];
}

/// <summary>Duration, seed, thresholds.</summary>
public sealed record RunPlan
{
    /// <summary>Events with time below this are executed, ns.</summary>
    public long DurationNs { get; init; } = 10_500_000;

    /// <summary>The seed of every draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A handled tick whose waits exceed this is late, ns.</summary>
    public long LateNs { get; init; } = 1_000;
}
