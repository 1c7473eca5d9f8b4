using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios;

/// <summary>A design of one's own, as its scenario gives it. What its properties mean is known where designs are.</summary>
public sealed record OwnDesign
{
    /// <summary>Its name, which is no built-in design's.</summary>
    public required string Name { get; init; }

    /// <summary>The design's properties as a scenario file gives them, with <c>like</c>, the built-in design that it starts from.</summary>
    public JsonObject Properties { get; init; } = [];

    /// <summary>
    /// Values of the scenario that are others under this design: the path of a key of the machine or the costs, and the value as a
    /// scenario file gives it.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode>> Overrides { get; init; } = [];

    /// <summary>The whole as a scenario file gives it.</summary>
    public JsonObject ToJson()
    {
        JsonObject json = new() { ["name"] = Name };
        foreach ((string property, JsonNode? value) in Properties) json[property] = value?.DeepClone();
        foreach (IGrouping<string, KeyValuePair<string, JsonNode>> group in Overrides.GroupBy(value => value.Key.Split('.')[0]))
        {
            json[group.Key] = new JsonObject(
                group.Select(value => KeyValuePair.Create(value.Key[(group.Key.Length + 1)..], (JsonNode?)value.Value.DeepClone())));
        }

        return json;
    }
}
