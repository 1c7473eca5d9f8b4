using System.CommandLine;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Options;

/// <summary>--fail-on: what a run must not find.</summary>
internal sealed class FailOnOption
{
    private static readonly Dictionary<string, Func<DesignResult, bool>> s_findings = new()
    {
        ["lost"] = r => r.Ticks.Lost > 0,
        ["missing"] = r => r.Ticks.Missing > 0,
        ["late"] = r => r.Ticks.Late > 0,
        ["coalesced"] = r => r.Ticks.Coalesced > 0,
        ["masked"] = r => r.Ticks.Masked > 0,
        ["dropped"] = r => r.Ticks.Dropped > 0,
        ["stalled"] = r => r.StalledCpus > 0,
    };

    private const string LostSpans = "lost-spans";
    private static readonly string[] s_words = [.. s_findings.Keys, LostSpans, .. ConstraintMarks.Ids];

    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = $"Exit with 1 when a design shows one of these: a list of {string.Join(", ", s_findings.Keys)}, {LostSpans} " +
            "(of --otlp), C1 to C9 (broken)",
        HelpName = "what",
    };

    /// <summary>Adds the option to a command.</summary>
    public FailOnOption AddTo(Command command)
    {
        command.Add(_failOn);
        return this;
    }

    /// <summary>True when an endpoint must have taken everything.</summary>
    public bool MindsLostSpans(ParseResult parsed) => Words(parsed).Contains(LostSpans);

    /// <summary>Looks at the option early, so that a wrong word does not cost a run.</summary>
    public Func<Experiment, bool> Of(ParseResult parsed)
    {
        Func<DesignResult, bool>[] findings = [.. Words(parsed).Where(word => word != LostSpans).Select(Finding)];
        return experiment => experiment.Runs.Any(run => findings.Any(finds => finds(run)));
    }

    private string[] Words(ParseResult parsed) => parsed.GetValue(_failOn)?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static Func<DesignResult, bool> Finding(string word)
    {
        if (s_findings.TryGetValue(word, out Func<DesignResult, bool>? finds)) return finds;
        if (ConstraintMarks.Ids.Contains(word)) return run => ConstraintMarks.Verdict([run], word) == false;
        throw new BadInputException(
            $"--fail-on has \"{word}\"{NearestWord.Hint(word, s_words)}; it must be a list of {string.Join(", ", s_words)}");
    }
}
