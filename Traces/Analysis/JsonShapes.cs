using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>The shapes that the JSON of an analysis is made of.</summary>
internal static class JsonShapes
{
    /// <summary>A number; null when it is not known.</summary>
    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    /// <summary>An object of percentiles.</summary>
    public static void Spread(this Utf8JsonWriter json, string name, Percentiles spread)
    {
        json.WriteStartObject(name);
        json.Number("p50", spread.P50);
        json.Number("p90", spread.P90);
        json.Number("p99", spread.P99);
        json.Number("p999", spread.P999);
        json.Number("max", spread.Max);
        json.WriteEndObject();
    }

    /// <summary>An array of objects, whose members <paramref name="write"/> writes.</summary>
    public static void Objects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An array of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>An object of numbers by their names.</summary>
    public static void Numbers(this Utf8JsonWriter json, string name, IEnumerable<(string Name, long Value)> numbers)
    {
        json.WriteStartObject(name);
        foreach ((string key, long value) in numbers) json.WriteNumber(key, value);
        json.WriteEndObject();
    }
}
