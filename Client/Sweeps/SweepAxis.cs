using System.Globalization;
using System.Text.RegularExpressions;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Sweeps;

/// <summary>One --over: a key and the values it takes.</summary>
/// <param name="Name">The name as given, for headings.</param>
/// <param name="Key">The key.</param>
/// <param name="Values">The values, as a scenario file would give them.</param>
internal sealed partial record SweepAxis(string Name, ScenarioKey Key, IReadOnlyList<string> Values)
{
    private const int Most = 10_000;

    // A description or a list of devices has no place on an axis.
    private static readonly string[] s_notSwept = ["name", "description", "designs", "workload.devices"];

    /// <summary>Reads key=1..4096x2, key=0..100+25, key=3..9 or key=a,b,c.</summary>
    public static SweepAxis Parse(string text)
    {
        string[] parts = text.Split('=', 2);
        if (parts.Length < 2 || parts[1].Length == 0)
            throw new BadInputException($"--over {text}: it must be KEY=VALUES, as in cpus=1..4096x2 or handler=1us,5us");
        string name = parts[0];
        ScenarioKey key = ScenarioKeys.Find(name) is { } found && !s_notSwept.Contains(found.Path) ? found
            : throw new BadInputException(
                $"--over {text}: there is no key \"{name}\" to sweep{NearestWord.Hint(name, Names())} (short names: " +
                $"{string.Join(", ", ScenarioKeys.ShortNames.Keys)}, kernel)");
        string[] values = [.. parts[1].Split(',', StringSplitOptions.TrimEntries).SelectMany(part => Range(part, text)).Distinct()];
        return new SweepAxis(name, key, values);
    }

    private static IEnumerable<string> Names() =>
        ScenarioKeys.ShortNames.Keys.Concat(ScenarioKeys.All.Select(k => k.Path)).Except(s_notSwept);

    private static IEnumerable<string> Range(string part, string axis)
    {
        if (!part.Contains("..", StringComparison.Ordinal)) return [part];
        Match range = Pattern().Match(part);
        if (!range.Success || !TryNumbers(range, out long from, out long to, out long step))
        {
            throw new BadInputException(
                $"--over {axis}: \"{part}\" is no range; it must be FROM..TO, with xN to multiply or +N to add, as in 1..4096x2");
        }

        string unit = range.Groups["unit"].Value;
        bool multiply = range.Groups["kind"].Value == "x";
        if (from > to || (multiply ? step < 2 || from < 1 : step < 1))
        {
            throw new BadInputException(
                $"--over {axis}: the range \"{part}\" has no end; FROM must not exceed TO, xN needs N of at least 2 and FROM of at " +
                $"least 1, +N needs N of at least 1");
        }

        return Steps(from, to, step, multiply, axis).Select(v => v.ToString(CultureInfo.InvariantCulture) + unit);
    }

    private static List<long> Steps(long from, long to, long step, bool multiply, string axis)
    {
        List<long> steps = [];
        for (Int128 value = from; value <= to; value = multiply ? value * step : value + step)
        {
            steps.Add((long)value);
            if (steps.Count > Most) throw new BadInputException($"--over {axis}: more than {Most} values");
        }

        return steps;
    }

    private static bool TryNumbers(Match range, out long from, out long to, out long step)
    {
        (to, step) = (0, 1);
        return long.TryParse(range.Groups["from"].Value, CultureInfo.InvariantCulture, out from)
            && long.TryParse(range.Groups["to"].Value, CultureInfo.InvariantCulture, out to)
            && (!range.Groups["step"].Success || long.TryParse(range.Groups["step"].Value, CultureInfo.InvariantCulture, out step))
            && (range.Groups["unit2"].Value == range.Groups["unit"].Value);
    }

    [GeneratedRegex(@"^(?<from>[0-9]+)(?<unit>ns|us|ms|s|)\.\.(?<to>[0-9]+)(?<unit2>ns|us|ms|s|)"
        + @"((?<kind>[x+])(?<step>[0-9]+)(ns|us|ms|s|))?$")]
    private static partial Regex Pattern();
}
