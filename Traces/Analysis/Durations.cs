using System.Globalization;

namespace Tickstorm.Traces.Analysis;

/// <summary>Durations for people.</summary>
internal static class Durations
{
    /// <summary>Three significant digits with ns, us, ms or s; "-" for unknown.</summary>
    public static string Of(long? ns) => ns switch
    {
        null => "-",
        { } value when Math.Abs(value) < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value} ns"),
        { } value when Math.Abs(value) < 1_000_000 => Scaled(value / 1e3, "us"),
        { } value when Math.Abs(value) < 1_000_000_000 => Scaled(value / 1e6, "ms"),
        { } value => Scaled(value / 1e9, "s"),
    };

    /// <summary>A point in time with all its digits, in us.</summary>
    public static string At(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000}.{Math.Abs(ns % 1_000):000} us");

    /// <summary>A count with separators; "-" for unknown.</summary>
    public static string Count(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? "-";

    private static string Scaled(double value, string unit) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Math.Round(value, Math.Abs(value) < 10 ? 2 : Math.Abs(value) < 100 ? 1 : 0)} {unit}");
}
