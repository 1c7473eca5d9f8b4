using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Writes a scenario with its effective values, so that reading it gives the same scenario again.</summary>
public static partial class ScenarioWriter
{
    // An apostrophe stays one.
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The scenario as YAML.</summary>
    public static string Write(Scenario scenario)
    {
        StringBuilder text = new();
        string[] open = [];
        foreach (ScenarioKey key in ScenarioKeys.All)
        {
            JsonNode? value = key.Value(scenario);
            if (value is JsonValue empty && empty.TryGetValue(out string? s) && s.Length == 0) continue;
            string[] path = key.Path.Split('.');
            int common = 0;
            while (common < path.Length - 1 && common < open.Length && open[common] == path[common]) common++;
            for (int depth = common; depth < path.Length - 1; depth++) text.Append(' ', 2 * depth).Append(path[depth]).Append(":\n");
            text.Append(' ', 2 * (path.Length - 1)).Append(path[^1]).Append(": ").Append(Flow(value)).Append('\n');
            open = path[..^1];
        }

        return text.ToString();
    }

    /// <summary>A value on one line, as YAML.</summary>
    public static string Flow(JsonNode? value) => value switch
    {
        JsonArray list => "[" + string.Join(", ", list.Select(Inner)) + "]",
        JsonObject mapping => "{" + string.Join(", ", mapping.Select(p => $"{p.Key}: {Inner(p.Value)}")) + "}",
        JsonValue scalar when scalar.TryGetValue(out string? text) => Quoted(text),
        _ => value?.ToJsonString() ?? "null",
    };

    // A comma ends a value in a list or mapping.
    private static string Inner(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue(out string? text) && text.Contains(',', StringComparison.Ordinal)
            ? InQuotes(text)
            : Flow(value);

    // JSON's strings are YAML's double-quoted strings; plain ones must not look like anything else.
    private static string Quoted(string text) =>
        PlainText().IsMatch(text) && text is not ("true" or "false" or "null") ? text : InQuotes(text);

    private static string InQuotes(string text) => JsonValue.Create(text).ToJsonString(s_readable);

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_./@-]*( [A-Za-z0-9_./@(),;-]+)*|[0-9.]+(ns|us|ms|s))$")]
    private static partial Regex PlainText();
}
