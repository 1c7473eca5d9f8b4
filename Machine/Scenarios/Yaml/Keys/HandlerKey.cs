using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>tick.handler: a duration, or a table of durations with weights.</summary>
internal sealed class HandlerKey()
    : ScenarioKey("tick.handler", "How long the tick handler runs: a duration, or a list of {ns, weight} from which each run draws.")
{
    private static readonly ScalarType<long> s_constant = ScalarTypes.Latency;
    private static readonly ScalarType<int> s_ns = ScalarTypes.Whole(1, 1_000_000_000);
    private static readonly ScalarType<int> s_weight = ScalarTypes.Whole(1, 1_000_000_000);

    public override string Expected =>
        s_constant.Expected + ", or a list of {ns, weight}, for an option also of duration:weight, as in 5us:9,500us:1";

    public override NumberRange? Numbers => s_constant.Numbers;

    public override JsonNode? Value(Scenario scenario) => scenario.Tick.Handler.IsConstant
        ? s_constant.Format(scenario.Tick.Handler.Entries[0].Ns)
        : new JsonArray([.. scenario.Tick.Handler.Entries.Select(e => new JsonObject { ["ns"] = e.Ns, ["weight"] = e.Weight })]);

    public override JsonObject Schema()
    {
        JsonObject entry = new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("ns", "weight"),
            ["properties"] = new JsonObject { ["ns"] = s_ns.Schema(), ["weight"] = s_weight.Schema() },
        };
        return new JsonObject
        {
            ["oneOf"] = new JsonArray(s_constant.Schema(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = entry }),
        };
    }

    // 5us:9,500us:1 is how an option gives what a file gives as [{ns: 5000, weight: 9}, {ns: 500000, weight: 1}].
    internal override YamlNode? Node(string text, ProblemList problems)
    {
        if (text.StartsWith('[') || !text.Contains(':', StringComparison.Ordinal)) return base.Node(text, problems);
        return new YamlSequenceNode(text.Split(',', StringSplitOptions.TrimEntries).Select(entry =>
        {
            string[] parts = entry.Split(':', 2);
            string ns = Durations.TryParse(parts[0], out long value) ? $"{value}" : parts[0];
            return new YamlMappingNode("ns", ns, "weight", parts.Length > 1 ? parts[1] : "");
        }));
    }

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        DurationTable? table = node is YamlSequenceNode list ? ReadTable(list, problems)
            : Scalars.TryRead(node, Path, s_constant with { Expected = Expected }, problems, out long ns) ? DurationTable.Constant(ns)
            : null;
        return table is null ? scenario : scenario with { Tick = scenario.Tick with { Handler = table } };
    }

    private DurationTable? ReadTable(YamlSequenceNode list, ProblemList problems)
    {
        int before = problems.Count;
        if (list.Children.Count == 0) problems.Add(list, $"{Path} is an empty list; it must be {Expected}");
        List<(long, int)> entries = [];
        for (int i = 0; i < list.Children.Count; i++)
        {
            (long ns, int weight) = (0, 0);
            string path = $"{Path}[{i}]";
            if (FieldList.Of(list.Children[i], path, problems, required: true,
                ("ns", n => { Scalars.TryRead(n, path + ".ns", s_ns, problems, out int v); ns = v; }),
                ("weight", n => Scalars.TryRead(n, path + ".weight", s_weight, problems, out weight))))
            {
                entries.Add((ns, weight));
            }
        }

        return problems.Count == before ? new DurationTable(entries) : null;
    }
}
