using System.Text.Json;

namespace Tickstorm.Client.Replay;

/// <summary>What a vector may say: a step that nobody carries out would be no test of anything.</summary>
internal static class VectorCheck
{
    private const int MostApics = 256;
    private const long FastestHz = 1_000_000_000_000;
    private static readonly string[] s_devices = ["pic", "pit", "hpet", "ioapic", "msi", "lapic"];

    /// <summary>What is wrong with it and what would be right; null when nothing is.</summary>
    internal static string? Problem(Vector vector)
    {
        if (vector.Device.Length > 0 && !s_devices.Contains(vector.Device))
            return $"there is no device \"{Shortened(vector.Device)}\"; {string.Join(", ", s_devices)} were expected";
        if (vector.Steps.Count == 0) return "it has no steps; at least one was expected";
        string? header = OutOfRange(vector.Header, "smp", MostApics) ?? OutOfRange(vector.Header, "apicHz", FastestHz)
            ?? OutOfRange(vector.Header, "tscHz", FastestHz);
        if (header is not null) return header;
        for (int i = 0; i < vector.Steps.Count; i++)
        {
            string? op = VectorFile.Text(vector.Steps[i], "op");
            if (op is null) return $"step {i} has no \"op\"; {Known} were expected";
            if (!StepRunner.Operations.Contains(op)) return $"step {i} has the op \"{Shortened(op)}\"; {Known} were expected";
        }

        return null;
    }

    /// <summary>False when a text of the element has half of a surrogate pair.</summary>
    internal static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name.Length >= 0 && IsText(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Known => string.Join(", ", StepRunner.Operations);

    private static string? OutOfRange(JsonElement header, string name, long most)
    {
        if (!header.TryGetProperty(name, out JsonElement value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 1 && number <= most
            ? null
            : $"{name} is {Shortened(value.GetRawText())}; 1 to {most} was expected";
    }

    private static string Shortened(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
