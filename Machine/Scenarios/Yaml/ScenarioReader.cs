using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>A scenario, or what is wrong with it.</summary>
/// <param name="Scenario">The scenario; null when there are problems.</param>
/// <param name="Problems">The problems, by position.</param>
public sealed record ScenarioReading(Scenario? Scenario, IReadOnlyList<ScenarioProblem> Problems);

/// <summary>Reads scenarios, strictly: whatever is not known or not within its range is a problem.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario from YAML text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="name">The scenario's name unless the text gives one.</param>
    /// <param name="checkDesign">Says what is wrong with a design's name, or null.</param>
    /// <param name="cancel">Ends reading by an <see cref="OperationCanceledException"/>.</param>
    public static ScenarioReading Read(
        string text, string source, string name, Func<string, string?>? checkDesign = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ProblemList problems = new(source);
        Scenario scenario = new() { Name = name };
        Dictionary<string, Mark> marks = [];
        if (YamlText.Load(text, problems, cancel) is not { } root) return new ScenarioReading(null, problems.Items);
        scenario = ReadGroup(root, "", scenario, problems, marks);
        if (!problems.Any) AddConflicts(scenario, marks, problems, checkDesign);
        return problems.Any ? new ScenarioReading(null, problems.Items) : new ScenarioReading(scenario, []);
    }

    /// <summary>The scenario with one key given as text, as an option or a sweep gives it.</summary>
    public static ScenarioReading Override(Scenario scenario, ScenarioKey key, string text, string source)
    {
        ArgumentNullException.ThrowIfNull(key);
        ProblemList problems = new(source, hasLines: false);
        Scenario changed = key.Read(new YamlScalarNode(text), scenario, problems);
        return problems.Any ? new ScenarioReading(null, problems.Items) : new ScenarioReading(changed, []);
    }

    /// <summary>What does not go together in a scenario, as after overrides.</summary>
    public static IReadOnlyList<ScenarioProblem> Check(Scenario scenario, string source, Func<string, string?>? checkDesign = null)
    {
        ProblemList problems = new(source, hasLines: false);
        AddConflicts(scenario, [], problems, checkDesign);
        return problems.Items;
    }

    private static Scenario ReadGroup(
        YamlMappingNode group, string path, Scenario scenario, ProblemList problems, Dictionary<string, Mark> marks)
    {
        foreach ((YamlNode keyNode, YamlNode value) in group.Children)
        {
            if (problems.IsFull) break;
            string name = (keyNode as YamlScalarNode)?.Value ?? "";
            bool top = path.Length == 0;
            string full = top ? name : $"{path}.{name}";
            // Within a group a key may be nested or written with dots; at the top there are the groups alone.
            bool allowed = name.Length > 0 && !(top && name.Contains('.', StringComparison.Ordinal));
            bool isGroup = allowed && ScenarioKeys.ChildrenOf(full).Count > 0;
            if (allowed && ScenarioKeys.At(full) is { } key && !(isGroup && value is YamlMappingNode))
            {
                if (!marks.TryAdd(key.Path, value.Start)) problems.Add(keyNode, $"{key.Path} is given a second time");
                scenario = key.Read(value, scenario, problems);
            }
            else if (isGroup && value is YamlMappingNode inner)
            {
                scenario = ReadGroup(inner, full, scenario, problems, marks);
            }
            else if (isGroup)
            {
                problems.Add(
                    value,
                    $"{full} is {Scalars.Describe(value)}; it must be a mapping of {string.Join(", ", ScenarioKeys.ChildrenOf(full))}");
            }
            else
            {
                problems.Add(keyNode, UnknownKey(name, path));
            }
        }

        return scenario;
    }

    private static string UnknownKey(string name, string path)
    {
        IReadOnlyList<string> known = ScenarioKeys.ChildrenOf(path);
        string where = path.Length == 0 ? "a scenario" : path;
        // A key in the wrong place is likelier than one that is spelt alike.
        string? elsewhere = name.Length == 0
            ? null
            : ScenarioKeys.All.Select(k => k.Path).FirstOrDefault(p => p.EndsWith("." + name, StringComparison.Ordinal));
        string hint = elsewhere is null ? NearestWord.Hint(name, known) : $"; did you mean {elsewhere}?";
        return $"{where} has no key \"{Scalars.Shortened(name)}\"{hint} (its keys are {string.Join(", ", known)})";
    }

    private static void AddConflicts(
        Scenario scenario, Dictionary<string, Mark> marks, ProblemList problems, Func<string, string?>? checkDesign)
    {
        foreach ((string path, string message) in ScenarioConflicts.Of(scenario, checkDesign))
            problems.Add(marks.GetValueOrDefault(path, new Mark(0, 1, 1)), message);
    }
}
