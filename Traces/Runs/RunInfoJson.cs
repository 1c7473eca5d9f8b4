using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tickstorm.Traces.Runs;

/// <summary>The run's description and totals as JSON on one line, as trace files carry them.</summary>
internal static class RunInfoJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new KernelVersionJson(), new JsonStringEnumConverter() },
    };

    public static string Of(TraceRunInfo info) => JsonSerializer.Serialize(info, s_options);

    public static string Of(TraceTotals totals) => JsonSerializer.Serialize(totals, s_options);

    /// <summary>The totals so that they take at most so many bytes: detectors are left out from the end until they fit.</summary>
    public static TraceTotals AtMost(TraceTotals totals, int bytes)
    {
        TraceTotals less = totals;
        for (int keep = totals.Detectors.Count / 2; bytes < int.MaxValue && Of(less).Length > bytes; keep /= 2)
            less = totals with { Detectors = [.. totals.Detectors.Take(keep)] };
        return less;
    }

    /// <summary>Null when it is no description of a run.</summary>
    public static TraceRunInfo? Info(ReadOnlySpan<byte> json) => Read<TraceRunInfo>(json);

    /// <summary>Null when these are no totals.</summary>
    public static TraceTotals? Totals(ReadOnlySpan<byte> json) => Read<TraceTotals>(json);

    private static T? Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
