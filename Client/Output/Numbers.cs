using System.Globalization;
using Tickstorm.Client.Running;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    /// <summary>What stands for an unknown figure.</summary>
    public const string Unknown = "-";

    /// <summary>With groups of thousands, and decimals only where they mean something.</summary>
    public static string Text(double value) =>
        value.ToString(Math.Abs(value) < 100 && value != Math.Truncate(value) ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A mean, with its interval when there is one.</summary>
    public static string Text(Estimate? estimate) => estimate switch
    {
        null => Unknown,
        { Half: { } half } => $"{Text(estimate.Mean)} ±{Text(half)}",
        _ => Text(estimate.Mean),
    };

    /// <summary>A share in per cent.</summary>
    public static string Percent(double? share) =>
        share is { } s ? (100 * s).ToString(s is > 0 and < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %" : Unknown;

    /// <summary>A duration, rounded to three decimals of its unit.</summary>
    public static string Time(double? ns)
    {
        if (ns is not { } n) return Unknown;
        long unit = n >= 1e9 ? 1_000_000 : n >= 1e6 ? 1_000 : 1;
        return Durations.Format((long)Math.Round(n / unit) * unit);
    }
}
