namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of locks, run and trace.</summary>
internal static class RunKeys
{
    public static IEnumerable<ScenarioKey> All { get; } =
    [
        new ScalarKey<LockFairness>(
            "lock.fairness", "Who acquires a released lock: the longest waiter, or one of the waiters drawn uniformly.",
            ScalarTypes.Word(("fifo", LockFairness.Fifo), ("unfair", LockFairness.Unfair)),
            s => s.Lock.Fairness, (s, v) => s with { Lock = s.Lock with { Fairness = v } }),
        new ScalarKey<LockArbitration>("lock.arbitration", "The order of requests that arrive in the same nanosecond.",
            ScalarTypes.Word(
                ("lowest-id", LockArbitration.LowestId), ("rotate", LockArbitration.Rotate), ("random", LockArbitration.Random),
                ("topology", LockArbitration.Topology)),
            s => s.Lock.Arbitration, (s, v) => s with { Lock = s.Lock with { Arbitration = v } }),
        new ScalarKey<long>("run.duration", "Events with a time below this are executed.", ScalarTypes.Duration(1, ScalarTypes.DayNs),
            s => s.Run.DurationNs, (s, v) => s with { Run = s.Run with { DurationNs = v } }),
        new ScalarKey<ulong>("run.seed", "The seed of every draw.", ScalarTypes.Seed,
            s => s.Run.Seed, (s, v) => s with { Run = s.Run with { Seed = v } }),
        new ScalarKey<long>("run.late", "A handled tick whose waits exceed this is late.", ScalarTypes.Duration(0, ScalarTypes.DayNs),
            s => s.Run.LateNs, (s, v) => s with { Run = s.Run with { LateNs = v } }) { Aliases = ["run.late.threshold"] },
        Trace("oneIn", "One in this many ordinary interrupts is traced, 0 for none; anomalies always are.", 0, t => t.OneIn,
            (t, v) => t with { OneIn = v }),
        Trace("perCpu", "Most interrupts traced per CPU; 0 means no cap.", 0, t => t.PerCpu, (t, v) => t with { PerCpu = v }),
        Trace("perSecond", "Most interrupts traced per simulated second; 0 means no cap.", 0, t => t.PerSecond,
            (t, v) => t with { PerSecond = v }),
    ];

    private static ScalarKey<int> Trace(
        string name, string meaning, int min, Func<TraceBudget, int> get, Func<TraceBudget, int, TraceBudget> set) =>
        new("trace." + name, meaning, ScalarTypes.Whole(min, 1_000_000_000), s => get(s.Trace),
            (s, v) => s with { Trace = set(s.Trace, v) });
}
