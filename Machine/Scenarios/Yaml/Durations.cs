using System.Globalization;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>Durations as people write them: a number and ns, us, ms or s.</summary>
public static class Durations
{
    private static readonly (string Unit, long Ns)[] s_units = [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];

    /// <summary>Reads 5us, 10.5ms and the like; false when it is no duration, or not a whole number of nanoseconds.</summary>
    public static bool TryParse(string text, out long ns)
    {
        ArgumentNullException.ThrowIfNull(text);
        ns = 0;
        foreach ((string unit, long factor) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            string number = text[..^unit.Length];
            if (number.Length == 0 || !char.IsAsciiDigit(number[^1]) || !char.IsAsciiDigit(number[0])) continue;
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) return false;
            if (value > long.MaxValue / factor) return false;
            decimal exact = value * factor;
            if (exact != decimal.Truncate(exact)) return false;
            ns = (long)exact;
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration in the largest unit that it fills, exactly, so that reading it gives the same again.</summary>
    public static string Format(long ns)
    {
        (string unit, long factor) = s_units.Last(u => ns >= u.Ns || u.Ns == 1);
        return (ns / (decimal)factor).ToString("0.#########", CultureInfo.InvariantCulture) + unit;
    }
}
