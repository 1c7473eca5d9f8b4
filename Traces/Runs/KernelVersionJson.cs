using System.Text.Json;
using System.Text.Json.Serialization;
using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Runs;

/// <summary>A kernel version as text; traces of before versions were numbers have one of four words.</summary>
internal sealed class KernelVersionJson : JsonConverter<KernelVersion>
{
    /// <inheritdoc/>
    public override KernelVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        string number = text switch
        {
            "Linux2621" => "2.6.21",
            "Linux2624" => "2.6.24",
            "Linux2639" => "2.6.39",
            "Linux617" => "6.17",
            _ => text,
        };
        return KernelVersion.TryParse(number, out KernelVersion version)
            ? version
            : throw new JsonException($"\"{text}\" is not {KernelVersion.Expected}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, KernelVersion value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
