using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.busy: all, a number of CPUs, or a list of them.</summary>
internal sealed class BusyKey()
    : ScenarioKey("workload.busy", "The CPUs that run a task: all, a number (CPUs 0 to that less 1), or a list of CPUs in ascending order.")
{
    private const int All = -1;
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);
    private static readonly ScalarType<int> s_count = ScalarTypes.Whole(0, 1_000_000);

    public override string Expected => "all, a whole number of CPUs, or a list of CPUs in ascending order, as in 0,2,5";

    public override JsonNode? Value(Scenario scenario) =>
        scenario.Workload.BusyList is { } list ? new JsonArray([.. list.Select(s_cpu.Format)])
        : scenario.Workload.Busy == All ? JsonValue.Create("all")
        : s_count.Format(scenario.Workload.Busy);

    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = "all" },
            s_count.Schema(),
            new JsonObject { ["type"] = "array", ["uniqueItems"] = true, ["items"] = s_cpu.Schema() }),
    };

    internal override YamlNode? Node(string text, ProblemList problems) => text.Contains(',', StringComparison.Ordinal) && text[0] != '['
        ? new YamlSequenceNode(text.Split(',', StringSplitOptions.TrimEntries).Select(cpu => new YamlScalarNode(cpu)))
        : base.Node(text, problems);

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is YamlSequenceNode list) return ReadList(list, scenario, problems);
        if (node is YamlScalarNode { Value: "all" }) return With(scenario, All, null);
        return Scalars.TryRead(node, Path, s_count with { Expected = Expected }, problems, out int count)
            ? With(scenario, count, null)
            : scenario;
    }

    private Scenario ReadList(YamlSequenceNode list, Scenario scenario, ProblemList problems)
    {
        int before = problems.Count;
        List<int> cpus = [];
        foreach (YamlNode item in list.Children)
        {
            if (!Scalars.TryRead(item, $"{Path}[{cpus.Count}]", s_cpu, problems, out int cpu)) continue;
            if (cpus.Count > 0 && cpu <= cpus[^1])
                problems.Add(item, $"{Path} lists CPU {cpu} after CPU {cpus[^1]}; the list must be in ascending order");
            cpus.Add(cpu);
        }

        return problems.Count == before ? With(scenario, All, cpus) : scenario;
    }

    private static Scenario With(Scenario scenario, int busy, IReadOnlyList<int>? list) =>
        scenario with { Workload = scenario.Workload with { Busy = busy, BusyList = list } };
}
