using System.Text.Json.Nodes;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>A range of versions as a scenario gives it: all, or a mapping of from, before and why.</summary>
internal static class VersionValue
{
    private const string All = "all";

    public const string Expected =
        "all, or a mapping as in {from: 2.6.22, before: 2.6.37, why: it was in vmiclock.c}, before left out for ever";

    public static JsonNode Of(VersionRange? range)
    {
        if (range is null) return JsonValue.Create(All);
        JsonObject json = new() { ["from"] = range.From.ToString() };
        if (range.Before is { } before) json["before"] = before.ToString();
        json["why"] = range.Why;
        return json;
    }

    public static bool TryRead(JsonNode? json, out VersionRange? range)
    {
        range = null;
        if (json is JsonValue value) return value.TryGetValue(out string? word) && word == All;
        if (json is not JsonObject fields || fields.Any(field => field.Key is not ("from" or "before" or "why"))) return false;
        bool known = TryVersion(fields["from"], out KernelVersion from) & TryVersion(fields["before"], out KernelVersion before);
        bool ends = fields["before"] is not null;
        if (!known && (ends || !TryVersion(fields["from"], out from))) return false;
        if (fields["why"] is not JsonValue text || !text.TryGetValue(out string? why) || why.Length == 0) return false;
        if (ends && before <= from) return false;
        range = new VersionRange(from, ends ? before : null, why);
        return true;
    }

    // 6.1 is a number to YAML unless it is quoted; both are meant.
    private static bool TryVersion(JsonNode? json, out KernelVersion version)
    {
        version = default;
        if (json is not JsonValue value) return false;
        return KernelVersion.TryParse(value.TryGetValue(out string? text) ? text : value.ToJsonString(), out version);
    }
}
