using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.ipi.pairs: who sends IPIs to whom.</summary>
internal sealed class IpiPairsKey()
    : ScenarioKey(
        "workload.ipi.pairs",
        "Who sends IPIs to whom, at random times with the mean every: a list of {from, to, kind, every}; kind is reschedule or " +
        "callFunction. An idle CPU sends its own too, from its interrupts. Not with workload.ipi.reschedule and callFunction.")
{
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);
    private static readonly ScalarType<long> s_every = ScalarTypes.Duration(1_000, 1_000_000_000_000);
    private static readonly ScalarType<bool> s_kind = ScalarTypes.Word(("reschedule", false), ("callFunction", true));

    public override string Expected => "a list of {from, to, kind, every}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.IpiPairs.Select(pair => new JsonObject
    {
        ["from"] = pair.From,
        ["to"] = pair.To,
        ["kind"] = s_kind.Format(pair.IsCall),
        ["every"] = Durations.Format(pair.EveryNs),
    })]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("from", "to", "kind", "every"),
            ["properties"] = new JsonObject
            {
                ["from"] = s_cpu.Schema(), ["to"] = s_cpu.Schema(), ["kind"] = s_kind.Schema(), ["every"] = s_every.Schema(),
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
        List<IpiPair> pairs = [.. list.Children.Select((item, i) => ReadPair(item, $"{Path}[{i}]", problems))];
        return problems.Count == before ? scenario with { Workload = scenario.Workload with { IpiPairs = pairs } } : scenario;
    }

    private static IpiPair ReadPair(YamlNode item, string path, ProblemList problems)
    {
        IpiPair pair = new();
        FieldList.Of(item, path, problems, required: true,
            ("from", n => { if (Read(n, "from", s_cpu, out int v)) pair = pair with { From = v }; }),
            ("to", n => { if (Read(n, "to", s_cpu, out int v)) pair = pair with { To = v }; }),
            ("kind", n => { if (Read(n, "kind", s_kind, out bool v)) pair = pair with { IsCall = v }; }),
            ("every", n => { if (Read(n, "every", s_every, out long v)) pair = pair with { EveryNs = v }; }));
        return pair;

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
