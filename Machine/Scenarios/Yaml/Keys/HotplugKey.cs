using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.hotplug: when CPUs go offline and come online.</summary>
internal sealed class HotplugKey()
    : ScenarioKey(
        "workload.hotplug",
        "When CPUs go offline and come online: a list of {at, cpu, action}; the action is offline or online; CPU 0 stays online; with " +
        "tick.mode oneshot.")
{
    private static readonly ScalarType<long> s_at = ScalarTypes.Duration(1, ScalarTypes.DayNs);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(1, 999_999);
    private static readonly ScalarType<bool> s_action = ScalarTypes.Word(("offline", false), ("online", true));

    public override string Expected => "a list of {at, cpu, action}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Hotplug.Select(h => new JsonObject
    {
        ["at"] = Durations.Format(h.TimeNs),
        ["cpu"] = h.Cpu,
        ["action"] = s_action.Format(h.Online),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("at", "cpu", "action"),
            ["properties"] = new JsonObject
            {
                ["at"] = s_at.Schema(),
                ["cpu"] = s_cpu.Schema(),
                ["action"] = s_action.Schema(),
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
        List<CpuHotplug> read = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        return problems.Count == before
            ? scenario with { Workload = scenario.Workload with { Hotplug = [.. read.OrderBy(h => h.TimeNs)] } } : scenario;
    }

    private static CpuHotplug ReadOne(YamlNode item, string path, ProblemList problems)
    {
        CpuHotplug hotplug = new();
        FieldList.Of(item, path, problems, required: true,
            ("at", n => { if (Read(n, "at", s_at, out long v)) hotplug = hotplug with { TimeNs = v }; }),
            ("cpu", n => { if (Read(n, "cpu", s_cpu, out int v)) hotplug = hotplug with { Cpu = v }; }),
            ("action", n => { if (Read(n, "action", s_action, out bool v)) hotplug = hotplug with { Online = v }; }));
        return hotplug;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
