using System.Globalization;

namespace Tickstorm.Client.Bench;

/// <summary>Measured times for people.</summary>
internal static class Seconds
{
    /// <summary>With three decimals of a second, or as many digits of a smaller unit.</summary>
    public static string Text(double seconds) => seconds switch
    {
        >= 1 => seconds.ToString("0.000", CultureInfo.InvariantCulture) + " s",
        >= 1e-3 => (seconds * 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        _ => (seconds * 1e6).ToString("0", CultureInfo.InvariantCulture) + " us",
    };
}
