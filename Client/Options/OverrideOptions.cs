using System.CommandLine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Options;

/// <summary>
/// The options that change a scenario's values. Their texts go through the scenario's own keys, so that ranges and messages are the same.
/// </summary>
internal sealed class OverrideOptions
{
    private static readonly string[] s_names = ["cpus", "hz", "mode", "phases", "handler", "kernel", "duration", "seed"];

    private readonly (ScenarioKey Key, Option<string?> Option)[] _options = [.. s_names.Select(name =>
    {
        ScenarioKey key = ScenarioKeys.Find(name)!;
        return (key, new Option<string?>("--" + name) { Description = $"{key.Meaning.TrimEnd('.')} ({key.Expected}; default: the scenario's)", HelpName = name });
    })];

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "KEY=VALUE for any key of a scenario, as in costs.vm.exit=2us; may be repeated", HelpName = "key=value",
    };

    /// <summary>Adds the options to a command.</summary>
    public OverrideOptions AddTo(Command command)
    {
        foreach ((_, Option<string?> option) in _options) command.Add(option);
        command.Add(_set);
        return this;
    }

    /// <summary>True when something was given.</summary>
    public bool IsAny(ParseResult parsed) =>
        _options.Any(o => parsed.GetValue(o.Option) is not null) || parsed.GetValue(_set) is { Length: > 0 };

    /// <summary>Refuses a value of a key whose values are given elsewhere: it would be ignored.</summary>
    public void MustNotSet(ParseResult parsed, ScenarioKey key, string elsewhere)
    {
        string? given = _options.Where(o => o.Key.Path == key.Path && parsed.GetValue(o.Option) is not null).Select(o => o.Option.Name)
            .Concat((parsed.GetValue(_set) ?? []).Where(text => ScenarioKeys.Find(text.Split('=')[0])?.Path == key.Path)
                .Select(text => $"{_set.Name} {text}")).FirstOrDefault();
        if (given is not null) throw new BadInputException($"{given}: {elsewhere} gives {key.Path} its values already");
    }

    /// <summary>The scenario with what was given on the command line.</summary>
    public Scenario Apply(ParseResult parsed, Scenario scenario)
    {
        foreach ((ScenarioKey key, Option<string?> option) in _options)
            if (parsed.GetValue(option) is { } text) scenario = Change(scenario, key, text, option.Name);
        return (parsed.GetValue(_set) ?? []).Aggregate(scenario, Set);
    }

    private static Scenario Set(Scenario scenario, string text)
    {
        string[] parts = text.Split('=', 2);
        if (parts.Length < 2 || parts[1].Length == 0)
            throw new BadInputException($"--set {text}: it must be KEY=VALUE, as in costs.vm.exit=2us");
        return ScenarioKeys.Find(parts[0]) is { } key
            ? Change(scenario, key, parts[1], "--set")
            : throw new BadInputException(
                $"--set {text}: there is no key \"{parts[0]}\"{NearestWord.Hint(parts[0], ScenarioKeys.All.Select(k => k.Path))}");
    }

    /// <summary>The scenario with one value given as text.</summary>
    public static Scenario Change(Scenario scenario, ScenarioKey key, string text, string source)
    {
        ScenarioReading reading = ScenarioReader.Override(scenario, key, text, source);
        return reading.Scenario ?? throw BadInputException.Of(reading.Problems);
    }

    /// <summary>Refuses a scenario whose values do not go together after overrides.</summary>
    public static Scenario Checked(Scenario scenario, string source = "command line")
    {
        IReadOnlyList<ScenarioProblem> problems = ScenarioReader.Check(scenario, source, OwnDesigns.Problems);
        return problems.Count == 0 ? scenario : throw BadInputException.Of(problems);
    }
}
