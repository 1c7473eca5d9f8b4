using System.Globalization;
using System.Text;

namespace Tickstorm.Silo;

/// <summary>Writes metrics in Prometheus' text format 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>The text.</summary>
    public static string Write(IReadOnlyList<MetricsStore.Sample> samples)
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>();
        foreach (MetricsStore.Sample sample in samples)
        {
            string name = Name(sample);
            if (!seen.Add(name)) continue;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {sample.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(sample.IsTotal ? "counter" : "gauge")}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name} {sample.Value:R}\n");
        }

        return text.ToString();
    }

    private static string Name(MetricsStore.Sample sample)
    {
        var name = new StringBuilder();
        foreach (char c in sample.Name) name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        if (sample.IsTotal && !sample.Name.EndsWith("total", StringComparison.OrdinalIgnoreCase)) name.Append("_total");
        return name.ToString();
    }
}
