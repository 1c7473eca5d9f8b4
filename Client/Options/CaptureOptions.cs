using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Client.Options;

/// <summary>What of a real kernel's capture is looked at, and how.</summary>
internal sealed class CaptureOptions
{
    private const int MostHz = 1_000_000;
    private const int MostTop = 100_000;
    private const int MostListed = 1 << 16;

    private readonly Option<int?> _hz = new("--hz")
    {
        Description = "Ticks per second, where the capture does not show them", HelpName = "rate",
    };

    private readonly Option<string?> _cpus = new("--cpu") { Description = "Look at these CPUs alone, as in 0,2-3", HelpName = "list" };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Begin at this time of the capture, as in 13.904692 (seconds) or 13904ms", HelpName = "time",
    };

    private readonly Option<string?> _to = new("--to") { Description = "End at this time of the capture", HelpName = "time" };

    private readonly Option<int?> _top = new("--top") { Description = "List so many of the latest ticks (20)", HelpName = "count" };

    private readonly Option<string?> _late = new("--late")
    {
        Description = "Count ticks later than this as late, as in 100us", HelpName = "time",
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse a capture with lines that do not fit" };

    /// <summary>Adds the options to a command.</summary>
    public CaptureOptions AddTo(Command command)
    {
        foreach (Option option in (Option[])[_hz, _cpus, _from, _to, _top, _late, _strict]) command.Add(option);
        return this;
    }

    /// <summary>What was chosen.</summary>
    public AnalysisChoice Of(ParseResult parsed)
    {
        AnalysisChoice all = AnalysisChoice.All;
        AnalysisChoice choice = all with
        {
            Hz = Within(_hz, parsed.GetValue(_hz), MostHz),
            Cpus = parsed.GetValue(_cpus) is { } list ? List(list) : null,
            FromNs = Time(_from, parsed) ?? all.FromNs,
            ToNs = Time(_to, parsed) ?? all.ToNs,
            Top = Within(_top, parsed.GetValue(_top), MostTop) ?? all.Top,
            LateNs = Time(_late, parsed),
            Strict = parsed.GetValue(_strict),
        };
        if (choice.FromNs > choice.ToNs) throw new BadInputException("--from is after --to; a time before it was expected");
        return choice;
    }

    private static int? Within(Option option, int? value, int most) => value is null or >= 1 && (value ?? 0) <= most ? value
        : throw new BadInputException($"{option.Name} is {value}; 1 to {most.ToString(CultureInfo.InvariantCulture)} was expected");

    // Captures count seconds, and so do those who copy a time out of one.
    private static long? Time(Option<string?> option, ParseResult parsed)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        if (Durations.TryParse(text, out long ns) || Durations.TryParse(text + "s", out ns)) return ns;
        throw new BadInputException($"{option.Name} is \"{text}\"; a time as in 13.904692 (seconds) or 100us was expected");
    }

    private HashSet<int> List(string text)
    {
        HashSet<int> cpus = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || last < first
                || last - first + cpus.Count > MostListed)
            {
                throw new BadInputException($"{_cpus.Name} is \"{text}\"; a list of CPUs as in 0,2-3 was expected");
            }

            for (int cpu = first; cpu <= last; cpu++) cpus.Add(cpu);
        }

        return cpus;
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
