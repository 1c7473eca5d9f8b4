namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of what the CPUs do besides ticking.</summary>
internal static class WorkloadKeys
{
    private static readonly ScalarType<int> s_rate = ScalarTypes.Whole(0, 1_000_000);

    public static IEnumerable<ScenarioKey> All { get; } =
    [
        new BusyKey(),
        Key("ipi.reschedule", "Reschedule IPIs per second and CPU, to random targets.", s_rate, w => w.ReschedulePerSecond, (w, v) => w with { ReschedulePerSecond = v }),
        Key("ipi.callFunction", "Call-function IPIs per second and CPU, each to one random target that acknowledges.", s_rate, w => w.CallFunctionPerSecond, (w, v) => w with { CallFunctionPerSecond = v }),
        Key("ipi.handler", "How long the handler of an IPI runs.", ScalarTypes.Latency, w => w.IpiHandlerNs, (w, v) => w with { IpiHandlerNs = v }),
        Key("irqsOff.perSecond", "Interrupts-off sections per second and CPU.", s_rate, w => w.IrqsOffPerSecond, (w, v) => w with { IrqsOffPerSecond = v }),
        Key("irqsOff.length", "Length of an interrupts-off section.", ScalarTypes.Latency, w => w.IrqsOffNs, (w, v) => w with { IrqsOffNs = v }),
        new DevicesKey(),
        new OperationsKey(),
    ];

    private static ScalarKey<T> Key<T>(string name, string meaning, ScalarType<T> type, Func<Workload, T> get, Func<Workload, T, Workload> set) =>
        new("workload." + name, meaning, type, s => get(s.Workload), (s, v) => s with { Workload = set(s.Workload, v) });
}
