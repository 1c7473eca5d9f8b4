using System.Text.Json;

namespace Tickstorm.Client.Replay;

/// <summary>A step's fields, read leniently: what is missing or of another kind is 0.</summary>
internal readonly struct Step(JsonElement json)
{
    internal string Op => VectorFile.Text(json, "op") ?? "";

    internal ulong Address => Number("a");

    internal ulong Value => Number("v");

    internal int Cpu => (int)Math.Min(Number("cpu"), int.MaxValue);

    internal string Chip => VectorFile.Text(json, "chip") ?? "";

    internal bool Has(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    internal JsonElement? Field(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : null;

    internal ulong Number(string name) => Field(name) switch
    {
        { ValueKind: JsonValueKind.Number } v when v.TryGetUInt64(out ulong n) => n,
        { ValueKind: JsonValueKind.Number } v when v.TryGetInt64(out long n) => unchecked((ulong)n),
        { ValueKind: JsonValueKind.True } => 1,
        _ => 0,
    };

    internal long? Time(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Number } v && v.TryGetInt64(out long n) ? n : null;
}
