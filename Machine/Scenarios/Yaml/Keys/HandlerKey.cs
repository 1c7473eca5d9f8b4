using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>tick.handler: a duration, or a table of durations with weights.</summary>
internal sealed class HandlerKey()
    : ScenarioKey("tick.handler", "How long the tick handler runs: a duration, or a list of {ns, weight} from which each run draws.")
{
    private static readonly ScalarType<long> s_constant = ScalarTypes.Latency;

    public override string Expected =>
        s_constant.Expected + ", or a list of {ns, weight}, for an option also of duration:weight, as in 5us:9,500us:1";

    public override NumberRange? Numbers => s_constant.Numbers;

    public override JsonNode? Value(Scenario scenario) => DurationTables.Value(scenario.Tick.Handler, s_constant);

    public override JsonObject Schema() => DurationTables.Schema(s_constant);

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

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems) =>
        DurationTables.Read(node, Path, Expected, s_constant, problems) is { } table
            ? scenario with { Tick = scenario.Tick with { Handler = table } }
            : scenario;
}
