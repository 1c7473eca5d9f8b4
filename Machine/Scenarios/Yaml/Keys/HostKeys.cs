namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of the host CPUs that vCPUs share.</summary>
internal static class HostKeys
{
    private const long LongestNs = 1_000_000_000_000;

    public static IEnumerable<ScenarioKey> All { get; } =
    [
        Key("cpus", "Host CPUs that the vCPUs share, vCPU c on host CPU c modulo this; 0 means one for each.",
            ScalarTypes.Whole(0, 100_000), h => h.Cpus, (h, v) => h with { Cpus = v }),
        Key("slice", "How long a vCPU runs before the next ready one has its turn.",
            ScalarTypes.Duration(1, LongestNs), h => h.SliceNs, (h, v) => h with { SliceNs = v }),
        Key("switch", "From a scheduling decision of the host to its effect.", ScalarTypes.Latency, h => h.SwitchNs,
            (h, v) => h with { SwitchNs = v }),
        Key("inStep", "True when the slices of all host CPUs begin together; false when each one's first is cut short by a draw.",
            ScalarTypes.Flag, h => h.InStep, (h, v) => h with { InStep = v }),
        Key("wakesPreempt", "True when a vCPU that is woken runs at once in place of whoever runs; false when it queues behind the others.",
            ScalarTypes.Flag, h => h.WakesPreempt, (h, v) => h with { WakesPreempt = v }),
        Key("preemption",
            "Where a vCPU whose slice is over leaves: anywhere, in handlers and with locks held too; or at boundaries of interrupts.",
            ScalarTypes.Word(("anywhere", Preemption.Anywhere), ("boundaries", Preemption.Boundaries)),
            h => h.Preemption, (h, v) => h with { Preemption = v }),
        Key("spin",
            "What a vCPU does that waits for a lock of its kernel: it spins (native), or halts after spinTime until it is kicked "
                + "(pv-qspinlock); with preemption anywhere.",
            ScalarTypes.Word(("native", SpinKind.Native), ("pv-qspinlock", SpinKind.Paravirtual)),
            h => h.Spin, (h, v) => h with { Spin = v }),
        Key("spinTime", "How long it spins before it halts.", ScalarTypes.Latency, h => h.SpinNs, (h, v) => h with { SpinNs = v }),
        Key("pauseLoop",
            "How long a vCPU spins before a pause-loop exit lets another ready one run; 0ns for no such exits; with preemption anywhere.",
            ScalarTypes.Cost, h => h.PauseLoopNs, (h, v) => h with { PauseLoopNs = v }),
        Key("haltPoll", "How long the host polls at most for a vCPU that halts, where no other one is ready (halt_poll_ns); 0ns for never.",
            ScalarTypes.Cost, h => h.HaltPollNs, (h, v) => h with { HaltPollNs = v }),
        Key("haltPollStart", "What that begins with (halt_poll_ns_grow_start).", ScalarTypes.Latency, h => h.HaltPollStartNs,
            (h, v) => h with { HaltPollStartNs = v }),
        Key("haltPollGrow", "What it is multiplied by when a vCPU was woken after it and before haltPoll (halt_poll_ns_grow).",
            ScalarTypes.Whole(1, 1_000), h => h.HaltPollGrow, (h, v) => h with { HaltPollGrow = v }),
        Key("haltPollShrink",
            "What it is divided by when a vCPU was woken after haltPoll (halt_poll_ns_shrink); 0 for nothing left at once.",
            ScalarTypes.Whole(0, 1_000), h => h.HaltPollShrink, (h, v) => h with { HaltPollShrink = v }),
        Key("timerSlack", "How much later than asked for the host's timers expire, and with them the vCPUs'.",
            ScalarTypes.Cost, h => h.TimerSlackNs, (h, v) => h with { TimerSlackNs = v }),
        Key("timer",
            "What the host's timer interrupt for a vCPU's timer takes from whoever runs on the host CPU that has that vCPU.",
            ScalarTypes.Cost, h => h.TimerNs, (h, v) => h with { TimerNs = v }),
        Key("missedTicks",
            "What becomes of a periodic timer's expiries while the one before waits: they merge (collapse), or are counted and injected "
                + "whenever IRR is free (catch-up) or with each EOI (re-inject).",
            ScalarTypes.Word(
                ("collapse", MissedTicks.Collapse), ("catch-up", MissedTicks.CatchUp), ("re-inject", MissedTicks.Reinject)),
            h => h.MissedTicks, (h, v) => h with { MissedTicks = v }),
        Key("stealClock", "True when the guest has a paravirtual steal clock, which its ticks read.", ScalarTypes.Flag,
            h => h.HasStealClock, (h, v) => h with { HasStealClock = v }),
    ];

    private static ScalarKey<T> Key<T>(
        string name, string meaning, ScalarType<T> type, Func<HostLoad, T> get, Func<HostLoad, T, HostLoad> set) =>
        new("workload.host." + name, meaning, type, s => get(s.Workload.Host),
            (s, v) => s with { Workload = s.Workload with { Host = set(s.Workload.Host, v) } });
}
