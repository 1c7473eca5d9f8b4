using System.Globalization;
using System.Text.RegularExpressions;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Sweeps;

/// <summary>One figure held against a number, as in lost > 0.</summary>
/// <param name="Text">As given.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Number">The number; of a time, ns.</param>
internal sealed partial record Condition(string Text, FigurePath Figure, string Operator, double Number)
{
    /// <summary>Reads a condition.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static Condition Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new BadInputException(
                $"--where \"{text}\" is no condition; it must be a figure of the JSON, one of > >= < <= = !=, and a number, as in " +
                "'lost > 0'");
        }

        FigurePath figure = FigurePath.Parse(match.Groups["figure"].Value, "--where");
        string number = match.Groups["number"].Value;
        bool known = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        if (!known && figure.IsTime && Durations.TryParse(number, out long ns)) (known, value) = (true, ns);
        if (number is "true" or "false") (known, value) = (true, number == "true" ? 1 : 0);
        if (!known)
        {
            string right = figure.IsTime ? "a number of ns, or a duration such as 10us" : "a number, or true or false of a constraint";
            throw new BadInputException($"--where \"{text}\": \"{number}\" is no value; {right} was expected");
        }

        return new Condition(text.Trim(), figure, match.Groups["operator"].Value, value);
    }

    /// <summary>True when a value meets the condition; what is unknown meets none.</summary>
    public bool Holds(double? value) => value is { } v && Operator switch
    {
        ">" => v > Number,
        ">=" => v >= Number,
        "<" => v < Number,
        "<=" => v <= Number,
        "!=" => v != Number,
        _ => v == Number,
    };

    [GeneratedRegex(@"^\s*(?<figure>[A-Za-z0-9.]+)\s*(?<operator>>=|<=|!=|==|=|>|<)\s*(?<number>\S+)\s*$")]
    private static partial Regex Pattern();
}
