using System.Globalization;
using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>The types that scenario values have.</summary>
internal static class ScalarTypes
{
    /// <summary>The pattern of a duration.</summary>
    public const string DurationPattern = "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s)$";

    /// <summary>The longest run.</summary>
    public const long DayNs = 86_400_000_000_000;

    private const long SecondNs = 1_000_000_000;

    /// <summary>Any cost: up to a second.</summary>
    public static ScalarType<long> Cost { get; } = Duration(0, SecondNs);

    /// <summary>A cost that is also a lookahead: at least 1 ns.</summary>
    public static ScalarType<long> Latency { get; } = Duration(1, SecondNs);

    /// <summary>true or false.</summary>
    public static ScalarType<bool> Flag { get; } = new(
        "true or false",
        (string text, bool quoted, out bool value) => (value = text == "true") | (text == "false") && !quoted,
        value => JsonValue.Create(value),
        () => new JsonObject { ["type"] = "boolean" });

    /// <summary>One line of text.</summary>
    public static ScalarType<string> Text { get; } = new(
        "text (a number or true/false needs quotes)",
        (string text, bool quoted, out string value) => (value = text).Length > 0 && (quoted || !IsOtherType(text)),
        value => JsonValue.Create(value),
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 });

    /// <summary>A whole number within bounds.</summary>
    public static ScalarType<int> Whole(int min, int max) => new(
        $"a whole number from {min} to {max}",
        (string text, bool quoted, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && !quoted && value >= min
                && value <= max,
        value => JsonValue.Create(value),
        () => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }) { Numbers = new(min, max, false) };

    /// <summary>The same of 64 bits.</summary>
    public static ScalarType<long> WholeLong(long min, long max) => new(
        $"a whole number from {min} to {max}",
        (string text, bool quoted, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && !quoted && value >= min
                && value <= max,
        value => JsonValue.Create(value),
        () => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }) { Numbers = new(min, max, false) };

    /// <summary>A seed.</summary>
    public static ScalarType<ulong> Seed { get; } = new(
        $"a whole number from 0 to {ulong.MaxValue}",
        (string text, bool quoted, out ulong value) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && !quoted,
        value => JsonValue.Create(value),
        () => new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = ulong.MaxValue });

    /// <summary>A duration within bounds.</summary>
    public static ScalarType<long> Duration(long min, long max) => new(
        $"a duration from {Durations.Format(min)} to {Durations.Format(max)} with its unit (ns, us, ms, s), as in 5us",
        (string text, bool quoted, out long value) => Durations.TryParse(text, out value) && value >= min && value <= max,
        value => JsonValue.Create(Durations.Format(value)),
        () => new JsonObject { ["type"] = "string", ["pattern"] = DurationPattern }) { Numbers = new(min, max, true) };

    /// <summary>A version of Linux. One such as 6.17 is a number to YAML unless it is quoted; both are accepted.</summary>
    public static ScalarType<KernelVersion> Kernel { get; } = new(
        KernelVersion.Expected,
        (string text, bool quoted, out KernelVersion value) => KernelVersion.TryParse(text, out value),
        value => JsonValue.Create(value.ToString()),
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["pattern"] = "^[2-9](\\.(0|[1-9][0-9]{0,2})){1,3}$" },
                new JsonObject { ["type"] = "number", ["minimum"] = 3 }),
        });

    /// <summary>One word of a closed list.</summary>
    public static ScalarType<T> Word<T>(params (string Word, T Value)[] words)
        where T : struct => new(
        "one of " + string.Join(", ", words.Select(w => w.Word)),
        (string text, bool quoted, out T value) =>
        {
            int index = Array.FindIndex(words, w => w.Word == text);
            value = index < 0 ? default : words[index].Value;
            return index >= 0;
        },
        value => JsonValue.Create(words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word),
        () => new JsonObject { ["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w.Word))]) });

    /// <summary>True when YAML takes an unquoted text for something else than text.</summary>
    public static bool IsOtherType(string text) =>
        text is "true" or "false" or "null" or "~" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
