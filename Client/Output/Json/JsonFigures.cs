using System.Text.Json;

namespace Tickstorm.Client.Output.Json;

/// <summary>Writes figures that may be unknown: null, never 0.</summary>
internal static class JsonFigures
{
    /// <summary>A number or null.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } v) json.WriteNumber(name, v);
        else json.WriteNull(name);
    }

    /// <summary>A finite number or null.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } v && double.IsFinite(v)) json.WriteNumber(name, v);
        else json.WriteNull(name);
    }

    /// <summary>true, false or null.</summary>
    public static void WriteVerdict(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } v) json.WriteBoolean(name, v);
        else json.WriteNull(name);
    }
}
