using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Values of scenarios as JSON and as YAML nodes.</summary>
internal static class JsonNodes
{
    /// <summary>A node as JSON: numbers and flags where YAML takes an unquoted scalar for one, texts otherwise.</summary>
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Of)]),
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            pair => KeyValuePair.Create(pair.Key is YamlScalarNode key ? key.Value ?? "" : "", Of(pair.Value)))),
        YamlScalarNode { Style: not (ScalarStyle.Plain or ScalarStyle.Any) } quoted => JsonValue.Create(quoted.Value ?? ""),
        YamlScalarNode { Value: "true" } => JsonValue.Create(true),
        YamlScalarNode { Value: "false" } => JsonValue.Create(false),
        YamlScalarNode scalar when IsJsonNumber(scalar.Value) => JsonNode.Parse(scalar.Value!),
        YamlScalarNode { Value: null or "" or "null" or "~" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    /// <summary>JSON as a node; a text that looks like a number is quoted.</summary>
    public static YamlNode ToYaml(JsonNode? json) => json switch
    {
        JsonArray list => new YamlSequenceNode(list.Select(ToYaml)),
        JsonObject mapping => new YamlMappingNode(
            mapping.SelectMany(pair => (YamlNode[])[new YamlScalarNode(pair.Key), ToYaml(pair.Value)])),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        JsonValue value => new YamlScalarNode(value.ToJsonString()),
        _ => new YamlScalarNode(""),
    };

    /// <summary>The text of a scalar, and whether it was quoted in order to be text; false for lists, mappings and nothing.</summary>
    public static bool TryScalar(JsonNode? json, out string text, out bool quoted)
    {
        (text, quoted) = ("", false);
        if (json is not JsonValue value) return false;
        bool isText = value.GetValueKind() == JsonValueKind.String;
        text = isText ? value.GetValue<string>() : value.ToJsonString();
        quoted = isText && ScalarTypes.IsOtherType(text);
        return true;
    }

    private static YamlScalarNode Text(string text) =>
        ScalarTypes.IsOtherType(text) ? new YamlScalarNode(text) { Style = ScalarStyle.DoubleQuoted } : new YamlScalarNode(text);

    private static bool IsJsonNumber(string? text)
    {
        if (text is not { Length: > 0 } || !(char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] == '-'))) return false;
        try
        {
            return JsonNode.Parse(text) is JsonValue value && value.GetValueKind() == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
