using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>The JSON schema of scenario files, for editors.</summary>
public static class ScenarioSchema
{
    /// <summary>The schema (draft 2020-12).</summary>
    public static JsonObject Create()
    {
        JsonObject root = Group();
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Tickstorm scenario",
        };
        foreach (ScenarioKey key in ScenarioKeys.All)
            foreach (string path in key.Aliases.Prepend(key.Path)) Add(root, path.Split('.'), key);
        foreach ((string name, JsonNode? value) in root.ToArray())
        {
            root.Remove(name);
            schema[name] = value;
        }

        return schema;
    }

    // Each group accepts its keys nested or with dots, as the reader does.
    private static void Add(JsonObject root, string[] path, ScenarioKey key)
    {
        JsonObject group = root;
        for (int depth = 0; depth < path.Length; depth++)
        {
            JsonObject properties = (JsonObject)group["properties"]!;
            if (depth > 0 || path.Length == 1) Put(properties, string.Join('.', path[depth..]), Described(key));
            if (depth == path.Length - 1) break;
            if (properties[path[depth]] is not JsonObject inner)
                properties[path[depth]] = inner = Group();
            else if (inner["properties"] is null)
                inner = Widened(properties, path[depth], inner);
            group = inner;
        }
    }

    private static void Put(JsonObject properties, string name, JsonObject schema)
    {
        if (properties[name] is null) properties[name] = schema;
    }

    // A key that is also a group (run.late and run.late.threshold) takes either.
    private static JsonObject Widened(JsonObject properties, string name, JsonObject scalar)
    {
        JsonObject group = Group();
        properties.Remove(name);
        properties[name] = new JsonObject { ["anyOf"] = new JsonArray(scalar, group) };
        return group;
    }

    private static JsonObject Group() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
    };

    private static JsonObject Described(ScenarioKey key)
    {
        JsonObject schema = key.Schema();
        schema["description"] = key.Meaning;
        return schema;
    }
}
