using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Client.Running;

namespace Tickstorm.Client.Output.Json;

/// <summary>
/// One design's result over several seeds: the shape of a single result, each figure a mean, and beside the figures their 95 % intervals.
/// </summary>
internal static class SeedsJson
{
    // Facts of one run have no mean; they are those of the first seed.
    private static readonly string[] s_ofFirstSeed =
        ["hz", "remarks", "firstDrop", "losses", "lateCauses", "detectors", "perCpu", "digest"];

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, DesignOutcome outcome) => Of(outcome).WriteTo(json);

    /// <summary>The object.</summary>
    public static JsonObject Of(DesignOutcome outcome)
    {
        JsonObject[] runs = [.. outcome.Runs.Select((run, i) => DesignJson.Of(i == 0 ? run : run with { PerCpu = null }))];
        JsonObject merged = Merge(runs);
        foreach (string id in ConstraintMarks.Ids) merged["constraints"]![id] = ConstraintMarks.Verdict(outcome.Runs, id);
        merged["jiffies"]!["states"] = new JsonObject(
            outcome.Runs.GroupBy(r => r.Jiffies.State ?? "unknown").OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));
        merged["digests"] = new JsonArray([.. outcome.Runs.Select(r => JsonValue.Create(r.Digest))]);
        return merged;
    }

    private static JsonObject Merge(JsonObject[] runs)
    {
        JsonObject merged = [];
        JsonObject intervals = [];
        foreach ((string name, JsonNode? first) in runs[0])
        {
            JsonNode?[] values = [.. runs.Select(r => r[name])];
            if (s_ofFirstSeed.Contains(name))
            {
                merged[name] = first?.DeepClone();
            }
            else if (first is JsonObject)
            {
                merged[name] = Merge([.. values.OfType<JsonObject>()]);
            }
            else if (values.FirstOrDefault(v => v is not null)?.GetValueKind() == JsonValueKind.Number)
            {
                Estimate estimate = Estimate.Of([.. values.Where(v => v is not null).Select(v => v!.GetValue<double>())])!;
                merged[name] = estimate.Mean;
                intervals[name] = estimate.Half is { } half ? new JsonArray(estimate.Mean - half, estimate.Mean + half) : null;
            }
            else
            {
                merged[name] = first?.DeepClone();
            }
        }

        if (intervals.Count > 0) merged["interval95"] = intervals;
        return merged;
    }
}
