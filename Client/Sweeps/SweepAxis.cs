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
    private static readonly string[] s_notSwept = ["name", "description", "designs", "workload.devices", "workload.ipi.pairs"];

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
        string[] values = [.. Split(parts[1]).SelectMany(part => Range(part, text)).Distinct()];
        return new SweepAxis(name, key, values);
    }

    // Values that have commas themselves stand between semicolons, or in brackets.
    private static IEnumerable<string> Split(string list)
    {
        if (list.Contains(';', StringComparison.Ordinal))
            return list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<string> values = [];
        (int from, int depth) = (0, 0);
        for (int i = 0; i <= list.Length; i++)
        {
            if (i < list.Length) depth += list[i] is '[' or '{' ? 1 : list[i] is ']' or '}' ? -1 : 0;
            if (i < list.Length && (list[i] != ',' || depth > 0)) continue;
            values.Add(list[from..i].Trim());
            from = i + 1;
        }

        return values;
    }

    private static IEnumerable<string> Names() =>
        ScenarioKeys.ShortNames.Keys.Concat(ScenarioKeys.All.Select(k => k.Path)).Except(s_notSwept);

    private static List<string> Range(string part, string axis)
    {
        if (!part.Contains("..", StringComparison.Ordinal)) return [part];
        Match range = Pattern().Match(part);
        if (!range.Success || SweepRange.Of(range) is not { } values)
        {
            throw new BadInputException(
                $"--over {axis}: \"{part}\" is no range; it must be FROM..TO, with xN to multiply or +N to add, as in 1..4096x2 or " +
                "1us..1msx10");
        }

        if (!values.HasEnd)
        {
            throw new BadInputException(
                $"--over {axis}: the range \"{part}\" has no end; FROM must not exceed TO, xN needs N above 1 and FROM above 0, +N " +
                $"needs N above 0");
        }

        List<string> steps = [.. values.Steps().Take(Most + 1)];
        return steps.Count > Most ? throw new BadInputException($"--over {axis}: more than {Most} values") : steps;
    }

    [GeneratedRegex(@"^(?<from>[0-9]+(\.[0-9]+)?)(?<unit>ns|us|ms|s|)\.\.(?<to>[0-9]+(\.[0-9]+)?)(?<unit2>ns|us|ms|s|)"
        + @"((?<kind>[x+])(?<step>[0-9]+(\.[0-9]+)?)(?<unit3>ns|us|ms|s|))?$")]
    private static partial Regex Pattern();
}
