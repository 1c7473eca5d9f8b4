using System.Globalization;

namespace Tickstorm.Contracts.Runs;

/// <summary>Sizes for people, in decimal units.</summary>
public static class ByteText
{
    private static readonly (double Unit, string Name)[] s_units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")];

    /// <summary>As in 1.2 GB.</summary>
    public static string Of(double bytes)
    {
        (double unit, string name) = s_units.FirstOrDefault(u => bytes >= u.Unit, s_units[^1]);
        return (bytes / unit).ToString(bytes < 1e9 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + name;
    }
}
