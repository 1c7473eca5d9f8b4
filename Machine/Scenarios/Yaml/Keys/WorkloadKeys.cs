namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of what the CPUs do besides ticking.</summary>
internal static class WorkloadKeys
{
    private static readonly ScalarType<int> s_rate = ScalarTypes.Whole(0, 1_000_000);

    public static IEnumerable<ScenarioKey> All { get; } =
    [
        new BusyKey(),
        new TasksKey(),
        Key("timers", "Timers of the wheel that expire per second and CPU, beside those of tasks, and wake nobody; with tick.nohz.",
            s_rate, w => w.TimersPerSecond, (w, v) => w with { TimersPerSecond = v }),
        Key("rcu", "Of 100 times that a CPU begins to idle, how often RCU still needs its next tick; with tick.nohz.",
            ScalarTypes.Whole(0, 100), w => w.RcuPercent, (w, v) => w with { RcuPercent = v }),
        Key("gracePeriods", "Grace periods of RCU asked for per second, each after the end of the one before; with tick.mode oneshot.",
            s_rate, w => w.GracePeriodsPerSecond, (w, v) => w with { GracePeriodsPerSecond = v }),
        Key("wakeRun", "How long a CPU runs when a reschedule IPI ends its idling and it has no task of workload.tasks.",
            ScalarTypes.Latency, w => w.WakeRunNs, (w, v) => w with { WakeRunNs = v }),
        Soft("tick", "Softirq work that each tick raises.", s => s.TickNs, (s, v) => s with { TickNs = v }),
        Soft("device", "Softirq work that each device interrupt raises.", s => s.DeviceNs, (s, v) => s with { DeviceNs = v }),
        new SoftirqVectorsKey(),
        Key("softirq.threaded",
            "True when a thread runs all softirqs (PREEMPT_RT); false when irq_exit does, and ksoftirqd what is too much.",
            ScalarTypes.Flag, w => w.Softirqs.IsThreaded, (w, v) => w with { Softirqs = w.Softirqs with { IsThreaded = v } }),
        Key("softirq.wake", "From waking that thread to its first instruction.", ScalarTypes.Latency, w => w.Softirqs.WakeNs,
            (w, v) => w with { Softirqs = w.Softirqs with { WakeNs = v } }),
        Key("ipi.reschedule", "Reschedule IPIs per second and CPU, to random targets.", s_rate, w => w.ReschedulePerSecond,
            (w, v) => w with { ReschedulePerSecond = v }),
        Key("ipi.callFunction", "Call-function IPIs per second and CPU, each to one random target that acknowledges.", s_rate,
            w => w.CallFunctionPerSecond, (w, v) => w with { CallFunctionPerSecond = v }),
        new IpiPairsKey(),
        Key("ipi.wait",
            "True when the sender of a call-function IPI waits until it is executed, with interrupts on; with tick.mode oneshot.",
            ScalarTypes.Flag, w => w.CallsWait, (w, v) => w with { CallsWait = v }),
        Key("ipi.handler", "How long the handler of an IPI runs.", ScalarTypes.Latency, w => w.IpiHandlerNs,
            (w, v) => w with { IpiHandlerNs = v }),
        Key("tlb.shootDowns",
            "Shoot-downs of translations per second and busy CPU, which its task waits for; with tick.mode oneshot.", s_rate,
            w => w.ShootDownsPerSecond, (w, v) => w with { ShootDownsPerSecond = v }),
        Key("tlb.cpus", "How many neighbouring CPUs share an address space, and are shot at unless they have no task; 0 means all.",
            ScalarTypes.Whole(0, 1_000_000), w => w.AddressSpaceCpus, (w, v) => w with { AddressSpaceCpus = v }),
        Key("job.step", "How long each busy CPU computes before it waits for all others, again and again; 0ns for no such job.",
            ScalarTypes.Cost, w => w.Job.StepNs, (w, v) => w with { Job = w.Job with { StepNs = v } }),
        Key("job.barrier", "From the last CPU's arrival at the barrier to the next step of all.", ScalarTypes.Duration(2, 1_000_000_000),
            w => w.Job.BarrierNs, (w, v) => w with { Job = w.Job with { BarrierNs = v } }),
        Key("hrtimer.interval",
            "The interval of an hrtimer on each busy CPU that goes on from its own last expiry; 0ns for none; with tick.mode oneshot.",
            ScalarTypes.Cost, w => w.Hrtimer.IntervalNs, (w, v) => w with { Hrtimer = w.Hrtimer with { IntervalNs = v } }),
        Key("hrtimer.handler", "How long its callback runs within the timer's interrupt.", ScalarTypes.Latency, w => w.Hrtimer.HandlerNs,
            (w, v) => w with { Hrtimer = w.Hrtimer with { HandlerNs = v } }),
        new HrtimersKey(),
        Key("irqsOff.perSecond", "Interrupts-off sections per second and CPU.", s_rate, w => w.IrqsOffPerSecond,
            (w, v) => w with { IrqsOffPerSecond = v }),
        Key("irqsOff.length", "Length of an interrupts-off section.", ScalarTypes.Duration(1, 1_000_000_000_000), w => w.IrqsOffNs,
            (w, v) => w with { IrqsOffNs = v }),
        .. HostKeys.All,
        Key("hostInterrupts",
            "Interrupts of the host's own per second and CPU, each an exit of the guest that runs there; not on bare metal.",
            s_rate, w => w.HostInterruptsPerSecond, (w, v) => w with { HostInterruptsPerSecond = v }),
        Key("housekeeping",
            "Of 100 vCPUs, how many run on their host's housekeeping CPUs: their timers, and only theirs, interrupt them all the same " +
            "under kvm-posted-timer.", ScalarTypes.Whole(0, 100), w => w.HousekeepingPercent, (w, v) => w with { HousekeepingPercent = v }),
        new StealKey(),
        new DevicesKey(),
        new OperationsKey(),
        new SnapshotsKey(),
        new HotplugKey(),
        new InjectKey(),
    ];

    private static ScalarKey<long> Soft(
        string name, string meaning, Func<SoftirqLoad, long> get, Func<SoftirqLoad, long, SoftirqLoad> set) =>
        Key("softirq." + name, meaning, ScalarTypes.Cost, w => get(w.Softirqs), (w, v) => w with { Softirqs = set(w.Softirqs, v) });

    private static ScalarKey<T> Key<T>(
        string name, string meaning, ScalarType<T> type, Func<Workload, T> get, Func<Workload, T, Workload> set) =>
        new("workload." + name, meaning, type, s => get(s.Workload), (s, v) => s with { Workload = set(s.Workload, v) });
}
