using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tickstorm.Client.Replay;

/// <summary>Are an expected and an observed value the same? Numbers by value; true is 1 and false 0.</summary>
internal static class JsonCompare
{
    internal static bool Same(JsonElement? expected, JsonNode? seen)
    {
        JsonElement actual = JsonSerializer.SerializeToElement(seen);
        return Same(expected ?? JsonSerializer.SerializeToElement<object?>(null), actual);
    }

    private static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind == JsonValueKind.Array && right.ValueKind == JsonValueKind.Array)
        {
            return left.GetArrayLength() == right.GetArrayLength()
                && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => Same(pair.First, pair.Second));
        }

        if (left.ValueKind == JsonValueKind.Object && right.ValueKind == JsonValueKind.Object)
        {
            return left.EnumerateObject().Count() == right.EnumerateObject().Count()
                && left.EnumerateObject().All(p => right.TryGetProperty(p.Name, out JsonElement other) && Same(p.Value, other));
        }

        if (Number(left) is decimal a && Number(right) is decimal b)
        {
            return a == b;
        }

        return left.ValueKind == right.ValueKind
            && (left.ValueKind != JsonValueKind.String || left.GetString() == right.GetString())
            && left.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Number);
    }

    private static decimal? Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number => element.TryGetDecimal(out decimal n) ? n : null,
        _ => null,
    };
}
