using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Scenarios;

/// <summary>Checks a value against the part of JSON Schema that scenarios use.</summary>
internal static class SchemaChecker
{
    public static bool Accepts(JsonObject schema, JsonNode? value) => schema.All(rule => rule.Key switch
    {
        "type" => IsOfType((string)rule.Value!, value),
        "enum" => rule.Value!.AsArray().Any(v => JsonNode.DeepEquals(v, value)),
        "const" => JsonNode.DeepEquals(rule.Value, value),
        "pattern" => value!.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)rule.Value!),
        "minLength" => value!.GetValueKind() != JsonValueKind.String || ((string)value!).Length >= (int)rule.Value!,
        "minimum" => value!.GetValueKind() != JsonValueKind.Number || value.GetValue<decimal>() >= rule.Value!.GetValue<decimal>(),
        "maximum" => value!.GetValueKind() != JsonValueKind.Number || value.GetValue<decimal>() <= rule.Value!.GetValue<decimal>(),
        "items" => value is not JsonArray list || list.All(item => Accepts(rule.Value!.AsObject(), item)),
        "minItems" => value is not JsonArray list || list.Count >= (int)rule.Value!,
        "uniqueItems" => value is not JsonArray list || list.Select(i => i!.ToJsonString()).Distinct().Count() == list.Count,
        "oneOf" => rule.Value!.AsArray().Count(s => Accepts(s!.AsObject(), value)) == 1,
        "anyOf" => rule.Value!.AsArray().Any(s => Accepts(s!.AsObject(), value)),
        "required" => value is not JsonObject o || rule.Value!.AsArray().All(n => o.ContainsKey((string)n!)),
        "properties" => value is not JsonObject o || o.All(p => rule.Value![p.Key] is not JsonObject s || Accepts(s, p.Value)),
        "additionalProperties" => value is not JsonObject o || o.All(p => schema["properties"]!.AsObject().ContainsKey(p.Key)),
        "$schema" or "title" or "description" => true,
        _ => throw new NotSupportedException($"no test understands the rule {rule.Key}"),
    });

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value!.GetValue<decimal>() % 1 == 0,
        _ => false,
    };
}
