using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.busy: all, a number of CPUs, or a list of them.</summary>
internal sealed class BusyKey()
    : ScenarioKey(
        "workload.busy",
        "The CPUs that run a task: all, a number (CPUs 0 to that less 1), a share as in 50% (the first ones), or a list of CPUs in " +
        "ascending order.")
{
    private const int All = -1;
    private static readonly ScalarType<int> s_count = ScalarTypes.Whole(0, 1_000_000);

    public override string Expected =>
        "all, a whole number of CPUs, a share from 0% to 100%, or a list of CPUs in ascending order, as in 0,2,5";

    public override JsonNode? Value(Scenario scenario) =>
        scenario.Workload.BusyList is { } list ? CpuList.Value(list)
        : scenario.Workload.BusyPercent >= 0 ? JsonValue.Create($"{scenario.Workload.BusyPercent}%")
        : scenario.Workload.Busy == All ? JsonValue.Create("all")
        : s_count.Format(scenario.Workload.Busy);

    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = "all" },
            s_count.Schema(),
            new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9]{1,2}|100)%$" },
            CpuList.Schema()),
    };

    internal override YamlNode? Node(string text, ProblemList problems) => text.Contains(',', StringComparison.Ordinal) && text[0] != '['
        ? new YamlSequenceNode(text.Split(',', StringSplitOptions.TrimEntries).Select(cpu => new YamlScalarNode(cpu)))
        : base.Node(text, problems);

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is YamlSequenceNode list)
            return CpuList.Read(list, Path, problems) is { } cpus ? With(scenario, All, cpus) : scenario;
        if (node is YamlScalarNode { Value: "all" }) return With(scenario, All, null);
        if (node is YamlScalarNode { Value: [.. var digits, '%'] }
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent <= 100)
        {
            return With(scenario, All, null, percent);
        }

        return Scalars.TryRead(node, Path, s_count with { Expected = Expected }, problems, out int count)
            ? With(scenario, count, null)
            : scenario;
    }

    private static Scenario With(Scenario scenario, int busy, IReadOnlyList<int>? list, int percent = -1) =>
        scenario with { Workload = scenario.Workload with { Busy = busy, BusyList = list, BusyPercent = percent } };
}
