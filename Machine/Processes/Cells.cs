using System.Globalization;

namespace Tickstorm.Processes;

/// <summary>Values of a state as text.</summary>
internal static class Cells
{
    public static string Text(long value) => value == long.MaxValue ? "never" : value.ToString(CultureInfo.InvariantCulture);
}
