using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.steal: times at which a host takes vCPUs off their CPUs.</summary>
internal sealed class StealKey()
    : ScenarioKey(
        "workload.steal",
        "Times at which a host that is not simulated itself takes vCPUs off their CPUs, whatever they do: a list of " +
        "{cpus, every, length, atTicks}. " +
        "From the end of one to the next is an exponential draw with the mean every, or one from a list of {ns, weight}; length is a " +
        "duration or such a list; atTicks: each begins just before a tick is due, or, where ticks are broadcast, when one has come. " +
        "A CPU that is in several has the first; not with workload.host.cpus.")
{
    private static readonly ScalarType<long> s_length = ScalarTypes.Duration(1, 1_000_000_000_000);

    public override string Expected => "a list of {cpus, every, length, atTicks}";

    private static string LengthExpected => s_length.Expected + ", or a list of {ns, weight}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Steal.Select(steal => new JsonObject
    {
        ["cpus"] = steal.Cpus is { } cpus ? CpuList.Value(cpus) : JsonValue.Create("all"),
        ["every"] = steal.Runs is { } runs ? DurationTables.Value(runs, s_length) : Durations.Format(steal.EveryNs),
        ["length"] = DurationTables.Value(steal.Length, s_length),
        ["atTicks"] = steal.AtTicks,
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("every", "length"),
            ["properties"] = new JsonObject
            {
                ["cpus"] = CpuList.AllOrSchema(),
                ["every"] = DurationTables.Schema(s_length),
                ["length"] = DurationTables.Schema(s_length),
                ["atTicks"] = ScalarTypes.Flag.Schema(),
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
        List<StealLoad> steal = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { Steal = steal } } : scenario;
    }

    private static StealLoad WithEvery(StealLoad steal, DurationTable every) =>
        every.IsConstant ? steal with { EveryNs = every.MinNs } : steal with { Runs = every };

    private static StealLoad ReadOne(YamlNode item, string path, ProblemList problems)
    {
        StealLoad steal = new();
        (bool hasEvery, bool hasLength) = (false, false);
        bool known = FieldList.Of(item, path, problems, required: false,
            ("cpus", n => steal = steal with { Cpus = CpuList.AllOrRead(n, $"{path}.cpus", problems) }),
            ("every", n =>
            {
                DurationTable? table = DurationTables.Read(n, $"{path}.every", LengthExpected, s_length, problems);
                if (hasEvery = table is not null) steal = WithEvery(steal, table!);
            }),
            ("length", n =>
            {
                DurationTable? table = DurationTables.Read(n, $"{path}.length", LengthExpected, s_length, problems);
                if (hasLength = table is not null) steal = steal with { Length = table! };
            }),
            ("atTicks", n =>
            {
                if (Scalars.TryRead(n, $"{path}.atTicks", ScalarTypes.Flag, problems, out bool v)) steal = steal with { AtTicks = v };
            }));
        if (known && !(hasEvery && hasLength)) problems.Add(item, $"{path} lacks {(hasEvery ? "length" : "every")}");
        return steal;
    }
}
