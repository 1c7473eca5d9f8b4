using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.devices: devices on IO-APIC pins.</summary>
internal sealed class DevicesKey()
    : ScenarioKey("workload.devices", "Devices on IO-APIC pins: a list of {irq, perSecond, level, cpu, handler, irqsOff}.")
{
    private static readonly ScalarType<int> s_irq = ScalarTypes.Whole(3, 239);
    private static readonly ScalarType<int> s_rate = ScalarTypes.Whole(1, 10_000_000);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);

    public override string Expected => "a list of {irq, perSecond, level, cpu, handler, irqsOff}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Devices.Select(d => new JsonObject
    {
        ["irq"] = d.Irq,
        ["perSecond"] = d.PerSecond,
        ["level"] = d.Level,
        ["cpu"] = d.Cpu,
        ["handler"] = Durations.Format(d.HandlerNs),
        ["irqsOff"] = d.IrqsOff,
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("irq", "perSecond"),
            ["properties"] = new JsonObject
            {
                ["irq"] = s_irq.Schema(),
                ["perSecond"] = s_rate.Schema(),
                ["level"] = ScalarTypes.Flag.Schema(),
                ["cpu"] = s_cpu.Schema(),
                ["handler"] = ScalarTypes.Latency.Schema(),
                ["irqsOff"] = ScalarTypes.Flag.Schema(),
            },
        },
    };

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        int before = problems.Count;
        List<DeviceLoad> devices = [.. list.Children.Select((item, i) => ReadDevice(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { Devices = devices } } : scenario;
    }

    private static DeviceLoad ReadDevice(YamlNode item, string path, ProblemList problems)
    {
        DeviceLoad device = new();
        bool known = FieldList.Of(item, path, problems, required: false,
            ("irq", n => { if (Read(n, "irq", s_irq, out int v)) device = device with { Irq = v }; }),
            ("perSecond", n => { if (Read(n, "perSecond", s_rate, out int v)) device = device with { PerSecond = v }; }),
            ("level", n => { if (Read(n, "level", ScalarTypes.Flag, out bool v)) device = device with { Level = v }; }),
            ("cpu", n => { if (Read(n, "cpu", s_cpu, out int v)) device = device with { Cpu = v }; }),
            ("handler", n => { if (Read(n, "handler", ScalarTypes.Latency, out long v)) device = device with { HandlerNs = v }; }),
            ("irqsOff", n => { if (Read(n, "irqsOff", ScalarTypes.Flag, out bool v)) device = device with { IrqsOff = v }; }));
        if (known && (device.Irq == 0 || device.PerSecond == 0))
            problems.Add(item, $"{path} lacks {(device.Irq == 0 ? "irq" : "perSecond")}");
        return device;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
