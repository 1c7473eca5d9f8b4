namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>Keys of what the CPUs do besides ticking.</summary>
internal static class WorkloadKeys
{
    private static readonly ScalarType<int> s_rate = ScalarTypes.Whole(0, 1_000_000);

    public static IEnumerable<ScenarioKey> All { get; } =
    [
        new BusyKey(),
        Key("ipi.reschedule", "Reschedule IPIs per second and CPU, to random targets.", s_rate, w => w.ReschedulePerSecond,
            (w, v) => w with { ReschedulePerSecond = v }),
        Key("ipi.callFunction", "Call-function IPIs per second and CPU, each to one random target that acknowledges.", s_rate,
            w => w.CallFunctionPerSecond, (w, v) => w with { CallFunctionPerSecond = v }),
        Key("ipi.handler", "How long the handler of an IPI runs.", ScalarTypes.Latency, w => w.IpiHandlerNs,
            (w, v) => w with { IpiHandlerNs = v }),
        Key("irqsOff.perSecond", "Interrupts-off sections per second and CPU.", s_rate, w => w.IrqsOffPerSecond,
            (w, v) => w with { IrqsOffPerSecond = v }),
        Key("irqsOff.length", "Length of an interrupts-off section.", ScalarTypes.Latency, w => w.IrqsOffNs,
            (w, v) => w with { IrqsOffNs = v }),
        Key("host.cpus", "Host CPUs that the vCPUs share, vCPU c on host CPU c modulo this; 0 means one for each.",
            ScalarTypes.Whole(0, 100_000), w => w.Host.Cpus, (w, v) => w with { Host = w.Host with { Cpus = v } }),
        Key("host.slice", "How long a vCPU runs before the next ready one has its turn.", ScalarTypes.Latency, w => w.Host.SliceNs,
            (w, v) => w with { Host = w.Host with { SliceNs = v } }),
        Key("host.switch", "From a scheduling decision of the host to its effect.", ScalarTypes.Latency, w => w.Host.SwitchNs,
            (w, v) => w with { Host = w.Host with { SwitchNs = v } }),
        new DevicesKey(),
        new OperationsKey(),
    ];

    private static ScalarKey<T> Key<T>(
        string name, string meaning, ScalarType<T> type, Func<Workload, T> get, Func<Workload, T, Workload> set) =>
        new("workload." + name, meaning, type, s => get(s.Workload), (s, v) => s with { Workload = set(s.Workload, v) });
}
