using System.Text.Json;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Replay;

/// <summary>One recorded case: a JSON object with an id and steps.</summary>
/// <param name="Where">The file and the line, for messages.</param>
/// <param name="Id">Its name.</param>
/// <param name="Device">The device that it exercises.</param>
/// <param name="Header">The whole object.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record Vector(string Where, string Id, string Device, JsonElement Header, IReadOnlyList<JsonElement> Steps);

/// <summary>A file that cannot be read as vectors; the message begins with file and line.</summary>
internal sealed class VectorFormatException(string message) : Exception(message);

/// <summary>Reads a file of vectors: one JSON object a line, empty lines left out.</summary>
internal static class VectorFile
{
    private const int LargestFile = 64 << 20;
    private const int LongestLine = 8 << 20;

    /// <summary>The vectors, one after the other.</summary>
    /// <exception cref="VectorFormatException">Something is no vector, or there is none.</exception>
    internal static IEnumerable<Vector> Read(InputFile input)
    {
        string text;
        try
        {
            text = input.Text("a file of vectors", LargestFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new VectorFormatException(e is InputException ? e.Message : $"{input.Name}: {e.Message}");
        }

        bool any = false;
        using StringReader lines = new(text);
        int number = 1;
        for (string? line = lines.ReadLine(); line is not null; line = lines.ReadLine(), number++)
        {
            input.Cancel.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line)) continue;
            any = true;
            string where = $"{input.Name}:{number}";
            if (line.Length > LongestLine)
                throw new VectorFormatException($"{where}: the line is longer than 8 MiB; one vector a line was expected");
            yield return Parse(line, where);
        }

        if (!any) throw new VectorFormatException($"{input.Name}: the file holds no vector; one JSON object a line was expected");
    }

    private static Vector Parse(string line, string where)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
            if (!VectorCheck.IsText(root))
                throw new VectorFormatException($"{where}: a text has half a character; whole ones were expected");
        }
        catch (JsonException e)
        {
            throw new VectorFormatException($"{where}: not JSON: {e.Message.TrimEnd('.')}; one JSON object a line was expected");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new VectorFormatException($"{where}: not an object; one JSON object a line was expected");
        }

        if (!root.TryGetProperty("steps", out JsonElement steps) || steps.ValueKind != JsonValueKind.Array)
        {
            throw new VectorFormatException(
                $"{where}: no array \"steps\"; {{\"id\": ..., \"device\": ..., \"steps\": [{{\"op\": ...}}]}} was expected");
        }

        Vector vector = new(where, Text(root, "id") ?? where, Text(root, "device") ?? "", root, [.. steps.EnumerateArray()]);
        return VectorCheck.Problem(vector) is { } problem ? throw new VectorFormatException($"{where}: {problem}") : vector;
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
