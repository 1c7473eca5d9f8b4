using System.Globalization;
using System.Text.RegularExpressions;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Sweeps;

/// <summary>A range of numbers, or of durations in ns, with the step from one to the next.</summary>
/// <param name="From">The first.</param>
/// <param name="To">None is beyond it.</param>
/// <param name="Step">What is added, or multiplied by.</param>
/// <param name="Multiplies">True when it is multiplied.</param>
/// <param name="Unit">The unit of all; empty for numbers, null when durations have different ones.</param>
internal sealed record SweepRange(decimal From, decimal To, decimal Step, bool Multiplies, string? Unit)
{
    /// <summary>True when the steps come to an end.</summary>
    public bool HasEnd => From <= To && (Multiplies ? Step > 1 && From > 0 : Step > 0);

    /// <summary>The range of a match; null when units do not go together.</summary>
    public static SweepRange? Of(Match match)
    {
        (string unit, string unit2, string unit3) = (match.Groups["unit"].Value, match.Groups["unit2"].Value, match.Groups["unit3"].Value);
        bool multiplies = match.Groups["kind"].Value == "x", steps = match.Groups["step"].Success;
        if ((unit.Length == 0) != (unit2.Length == 0)) return null;
        // A step that is added has a unit, that of FROM unless it is given; a factor has none, but may repeat that of the ends.
        string stepUnit = unit3.Length > 0 ? unit3 : unit;
        if (multiplies ? unit3.Length > 0 && unit3 != unit : unit.Length == 0 && unit3.Length > 0) return null;
        string? same = unit == unit2 && (multiplies || stepUnit == unit) ? unit : null;
        if (!TryNumber(match.Groups["from"].Value, unit, same, out decimal from)) return null;
        if (!TryNumber(match.Groups["to"].Value, unit2, same, out decimal to)) return null;
        decimal step = 1;
        if (steps && !TryNumber(match.Groups["step"].Value, multiplies ? "" : stepUnit, same, out step)) return null;
        return new SweepRange(from, to, step, multiplies, same);
    }

    /// <summary>The values, as a scenario file gives them.</summary>
    public IEnumerable<string> Steps()
    {
        for (decimal value = From; value <= To; value = Multiplies ? value * Step : value + Step)
        {
            yield return Unit is { } unit
                ? value.ToString("0.#########", CultureInfo.InvariantCulture) + unit
                : Durations.Format((long)value);
        }
    }

    // In one unit all stay as they were written; otherwise all are ns.
    private static bool TryNumber(string text, string unit, string? same, out decimal number)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)) return false;
        if (unit.Length == 0 || same is not null) return number < 1e18m;
        if (!Durations.TryParse(text + unit, out long ns)) return false;
        number = ns;
        return true;
    }
}
