using System.Globalization;
using Tickstorm.Client.Running;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    /// <summary>With groups of thousands, and decimals only where they mean something.</summary>
    public static string Text(double value) =>
        value.ToString(Math.Abs(value) < 100 && value != Math.Truncate(value) ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A mean, with its interval when there is one.</summary>
    public static string Text(Estimate? estimate) => estimate switch
    {
        null => Readable.Unknown,
        { Half: { } half } => $"{Text(estimate.Mean)} ±{Text(half)}",
        _ => Text(estimate.Mean),
    };

    /// <summary>A mean time, with its interval when there is one.</summary>
    public static string Time(Estimate? estimate) =>
        Readable.Time(estimate?.Mean) + (estimate?.Half is { } half ? $" ±{Readable.Time(half)}" : "");

    /// <summary>A mean share in per cent, with its interval when there is one.</summary>
    public static string Percent(Estimate? share) => share?.Half is { } half
        ? $"{Percent(share.Mean)[..^2]} ±{Percent(half)}"
        : Percent(share?.Mean);

    /// <summary>A share in per cent.</summary>
    public static string Percent(double? share) =>
        share is { } s ? (100 * s).ToString(s is > 0 and < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %" : Readable.Unknown;
}
