using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>designs: the designs to compare.</summary>
internal sealed class DesignsKey()
    : ScenarioKey("designs", "The designs to compare, in order, with variants as in irq0-edge@local; an empty list means all.")
{
    public override string Expected => "a list of designs, as in [irq0-edge, vmi-percpu]";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Designs.Select(d => JsonValue.Create(d))]);

    public override JsonObject Schema() => new() { ["type"] = "array", ["uniqueItems"] = true, ["items"] = ScalarTypes.Text.Schema() };

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        int before = problems.Count;
        List<string> designs = [];
        foreach (YamlNode item in list.Children)
        {
            if (!Scalars.TryRead(item, $"{Path}[{designs.Count}]", ScalarTypes.Text, problems, out string name)) continue;
            if (designs.Contains(name)) problems.Add(item, $"{Path} lists {name} twice");
            designs.Add(name);
        }

        return problems.Count == before ? scenario with { Designs = designs } : scenario;
    }
}
