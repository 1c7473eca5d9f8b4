namespace Tickstorm.Scenarios.Yaml;

/// <summary>The numbers that a key's value may be.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="IsDuration">True when they are nanoseconds, and are written as durations.</param>
public readonly record struct NumberRange(long Min, long Max, bool IsDuration)
{
    /// <summary>A number as a scenario file gives it.</summary>
    public string Format(long number) =>
        IsDuration ? Durations.Format(number) : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The number that a text is; false when it is none, or out of bounds.</summary>
    public bool TryParse(string text, out long number)
    {
        bool known = IsDuration
            ? Durations.TryParse(text, out number)
            : long.TryParse(
                text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out number);
        return known && number >= Min && number <= Max;
    }
}
