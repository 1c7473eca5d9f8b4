using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.devices: devices on IO-APIC pins, and devices that send messages.</summary>
internal sealed class DevicesKey()
    : ScenarioKey(
        "workload.devices",
        "Devices: a list of {irq, perSecond, kind, spacing, burst, gap, level, cpu, handler, irqsOff}. Kinds are pin (of the IO-APIC), "
        + "msi, msix and lpi; spacings random and constant; burst is how many interrupts follow each other, gap apart.")
{
    private static readonly ScalarType<int> s_irq = ScalarTypes.Whole(3, 239);
    private static readonly ScalarType<int> s_rate = ScalarTypes.Whole(1, 10_000_000);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);

    private static readonly ScalarType<DeviceKind> s_kind =
        ScalarTypes.Word([.. Enum.GetValues<DeviceKind>().Select(kind => (kind.Name(), kind))]);
    private static readonly ScalarType<DeviceSpacing> s_spacing = ScalarTypes.Word(
        ("random", DeviceSpacing.Random), ("constant", DeviceSpacing.Constant));
    private static readonly ScalarType<int> s_burst = ScalarTypes.Whole(1, DeviceLoad.MostInBurst);

    public override string Expected => "a list of {irq, perSecond, kind, spacing, burst, gap, level, cpu, handler, irqsOff}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Devices.Select(Value)]);


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
                ["kind"] = s_kind.Schema(),
                ["spacing"] = s_spacing.Schema(),
                ["burst"] = s_burst.Schema(),
                ["gap"] = ScalarTypes.Latency.Schema(),
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

    // What only some devices have is left out of the others.
    private static JsonObject Value(DeviceLoad d)
    {
        JsonObject device = new() { ["irq"] = d.Irq, ["perSecond"] = d.PerSecond };
        if (d.Kind != DeviceKind.Pin) device["kind"] = s_kind.Format(d.Kind);
        if (d.Spacing != DeviceSpacing.Random) device["spacing"] = s_spacing.Format(d.Spacing);
        if (d.Burst > 1)
        {
            device["burst"] = d.Burst;
            device["gap"] = Durations.Format(d.GapNs);
        }

        device["level"] = d.Level;
        device["cpu"] = d.Cpu;
        device["handler"] = Durations.Format(d.HandlerNs);
        device["irqsOff"] = d.IrqsOff;
        return device;
    }

    private static DeviceLoad ReadDevice(YamlNode item, string path, ProblemList problems)
    {
        DeviceLoad device = new();
        bool known = FieldList.Of(item, path, problems, required: false,
            ("irq", n => { if (Read(n, "irq", s_irq, out int v)) device = device with { Irq = v }; }),
            ("perSecond", n => { if (Read(n, "perSecond", s_rate, out int v)) device = device with { PerSecond = v }; }),
            ("kind", n => { if (Read(n, "kind", s_kind, out DeviceKind v)) device = device with { Kind = v }; }),
            ("spacing", n => { if (Read(n, "spacing", s_spacing, out DeviceSpacing v)) device = device with { Spacing = v }; }),
            ("burst", n => { if (Read(n, "burst", s_burst, out int v)) device = device with { Burst = v }; }),
            ("gap", n => { if (Read(n, "gap", ScalarTypes.Latency, out long v)) device = device with { GapNs = v }; }),
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
