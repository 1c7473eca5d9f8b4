using System.Globalization;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Traces.Runs;

/// <summary>Times and counts for people: one spelling in tables, reports and on the console.</summary>
public static class Readable
{
    /// <summary>What stands for an unknown figure.</summary>
    public const string Unknown = "-";

    /// <summary>A duration with at most three decimals of its unit, as in 27.903us; null is unknown.</summary>
    public static string Time(double? ns)
    {
        if (ns is not { } n) return Unknown;
        long unit = n >= 1e9 ? 1_000_000 : n >= 1e6 ? 1_000 : 1;
        return Durations.Format((long)Math.Round(n / unit) * unit);
    }

    /// <summary>Seconds of the clock on the wall, rounded up, as in 2 min 5 s; null is unknown.</summary>
    public static string Wall(double? seconds)
    {
        if (seconds is not { } wall) return Unknown;
        if (wall > TimeSpan.MaxValue.TotalSeconds / 2) return "ages";
        TimeSpan time = TimeSpan.FromSeconds(Math.Max(0, Math.Ceiling(wall)));
        return time.TotalHours >= 1 ? $"{(long)time.TotalHours} h {time.Minutes} min"
            : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
    }

    /// <summary>A point in virtual time with all its digits, in us, so that columns of them line up.</summary>
    public static string At(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000}.{Math.Abs(ns % 1_000):000}us");

    /// <summary>A point in virtual time with all its digits, in the unit that it fills, as reports write it.</summary>
    public static string Moment(long ns) => Durations.Format(ns);

    /// <summary>A point on an axis, with the digits that tell it from its neighbours <paramref name="stepNs"/> away.</summary>
    public static string OnAxis(long ns, long stepNs)
    {
        long digit = 1;
        while (digit * 100 <= stepNs) digit *= 10;
        return Durations.Format((long)Math.Round((double)ns / digit) * digit);
    }

    /// <summary>A count with groups of thousands; null is unknown.</summary>
    public static string Count(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? Unknown;
}
