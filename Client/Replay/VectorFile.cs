using System.Text.Json;

namespace Tickstorm.Client.Replay;

/// <summary>One recorded case: a JSON object with an id and steps.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Device">The device that it exercises.</param>
/// <param name="Header">The whole object.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record Vector(string Id, string Device, JsonElement Header, IReadOnlyList<JsonElement> Steps);

/// <summary>A file that cannot be read as vectors; the message begins with file and line.</summary>
internal sealed class VectorFormatException(string message) : Exception(message);

/// <summary>Reads a file of vectors: one JSON object a line, empty lines left out.</summary>
internal static class VectorFile
{
    internal static IReadOnlyList<Vector> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new VectorFormatException($"{path}: {e.Message}");
        }

        List<Vector> vectors = new();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
            {
                vectors.Add(Parse(lines[i], $"{path}:{i + 1}"));
            }
        }

        return vectors;
    }

    private static Vector Parse(string line, string where)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new VectorFormatException($"{where}: not JSON: {e.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new VectorFormatException($"{where}: not an object");
        }

        if (!root.TryGetProperty("steps", out JsonElement steps) || steps.ValueKind != JsonValueKind.Array)
        {
            throw new VectorFormatException($"{where}: no array \"steps\"");
        }

        return new Vector(Text(root, "id") ?? where, Text(root, "device") ?? "", root, [.. steps.EnumerateArray()]);
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
