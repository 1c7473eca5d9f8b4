using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Turns a scalar's text into a value.</summary>
internal delegate bool ScalarParser<T>(string text, bool quoted, out T value);

/// <summary>A type of scalar values: from text and back, and its JSON schema.</summary>
/// <param name="Expected">What a value must look like, for messages.</param>
/// <param name="TryParse">From text.</param>
/// <param name="Format">Back, as JSON.</param>
/// <param name="Schema">A new schema object.</param>
internal sealed record ScalarType<T>(string Expected, ScalarParser<T> TryParse, Func<T, JsonNode> Format, Func<JsonObject> Schema)
{
    /// <summary>The bounds of a type of numbers; null for others.</summary>
    public NumberRange? Numbers { get; init; }
}
