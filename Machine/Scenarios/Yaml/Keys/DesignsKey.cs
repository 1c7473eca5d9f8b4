using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>designs: the designs to compare, by name or defined in place.</summary>
internal sealed partial class DesignsKey()
    : ScenarioKey(
        "designs",
        "The designs to compare, in order, with variants as in irq0-edge@local, or designs of one's own as in {name: mine, like: " +
        "irq0-edge, chip: local}; an empty list means all.")
{
    private const string OwnName = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    // What a design of one's own may change of its scenario.
    private static readonly string[] s_groups = ["machine", "costs"];

    public override string Expected => "a list of designs, as in [irq0-edge, {name: mine, like: vmi-percpu, exitsToEoi: 0}]";

    public override JsonNode? Value(Scenario scenario) =>
        new JsonArray([.. scenario.Designs.Select(d => scenario.OwnDesign(d)?.ToJson() ?? (JsonNode)JsonValue.Create(d))]);

    public override JsonObject Schema()
    {
        JsonObject own = new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("name"),
            ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string", ["pattern"] = OwnName } },
        };
        JsonObject item = new() { ["anyOf"] = new JsonArray(ScalarTypes.Text.Schema(), own) };
        return new() { ["type"] = "array", ["uniqueItems"] = true, ["items"] = item };
    }

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        int before = problems.Count;
        List<string> designs = [];
        List<OwnDesign> owned = [];
        foreach (YamlNode item in list.Children)
        {
            string path = $"{Path}[{designs.Count}]";
            string? name = item is YamlMappingNode mapping ? ReadOwn(mapping, path, scenario, problems, owned)
                : Scalars.TryRead(item, path, ScalarTypes.Text, problems, out string text) ? text
                : null;
            if (name is null) continue;
            if (designs.Contains(name)) problems.Add(item, $"{Path} lists {name} twice");
            designs.Add(name);
        }

        return problems.Count == before ? scenario with { Designs = designs, OwnDesigns = owned } : scenario;
    }

    private static string? ReadOwn(YamlMappingNode mapping, string path, Scenario scenario, ProblemList problems, List<OwnDesign> owned)
    {
        if (!mapping.Children.TryGetValue(new YamlScalarNode("name"), out YamlNode? named))
        {
            problems.Add(mapping, $"{path} lacks name, as in {{name: mine, like: irq0-edge}}");
            return null;
        }

        if (!Scalars.TryRead(named, $"{path}.name", ScalarTypes.Text, problems, out string name)) return null;
        if (!Name().IsMatch(name))
        {
            problems.Add(named, $"{path}.name is {Scalars.Describe(named)}; it must be letters, digits, dots and dashes, at most 64");
            return null;
        }

        string at = $"designs/{name}";
        problems.TryMark(at, mapping);
        JsonObject properties = [];
        List<KeyValuePair<string, JsonNode>> overrides = [];
        foreach ((YamlNode keyNode, YamlNode value) in mapping.Children)
        {
            string key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (key == "name") continue;
            problems.TryMark($"{at}/{key}", s_groups.Contains(key) ? value : keyNode);
            if (!s_groups.Contains(key))
                properties[key] = JsonNodes.Of(value);
            else if (value is YamlMappingNode group)
                ReadGroup(group, key, scenario, problems, overrides);
            else
                problems.Add(value, $"{path}.{key} is {Scalars.Describe(value)}; it must be a mapping of keys of {key}");
        }

        owned.Add(new OwnDesign { Name = name, Properties = properties, Overrides = overrides });
        return name;
    }

    // Read against the scenario for the sake of what is wrong; kept as deltas, so that what changes in the scenario changes here.
    private static void ReadGroup(
        YamlMappingNode group, string path, Scenario scenario, ProblemList problems, List<KeyValuePair<string, JsonNode>> overrides) =>
        ScenarioReader.ReadGroup(group, path, scenario, problems, (key, value) =>
        {
            if (overrides.Exists(known => known.Key == key.Path)) return false;
            if (JsonNodes.Of(value) is { } json) overrides.Add(KeyValuePair.Create(key.Path, json));
            return true;
        });

    [GeneratedRegex(OwnName)]
    private static partial Regex Name();
}
