using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>A scenario, or what is wrong with it.</summary>
/// <param name="Scenario">The scenario; null when there are problems.</param>
/// <param name="Problems">The problems, by position.</param>
public sealed record ScenarioReading(Scenario? Scenario, IReadOnlyList<ScenarioProblem> Problems);

/// <summary>Says what is wrong with a scenario's designs: each problem with the path of the value to change.</summary>
/// <remarks>A design's own property has the path designs/NAME/property.</remarks>
public delegate IEnumerable<(string Path, string Message)> DesignCheck(Scenario scenario);

/// <summary>Reads scenarios, strictly: whatever is not known or not within its range is a problem.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario from YAML text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="name">The scenario's name unless the text gives one.</param>
    /// <param name="checkDesigns">Says what is wrong with a scenario's designs; null accepts any.</param>
    /// <param name="cancel">Ends reading by an <see cref="OperationCanceledException"/>.</param>
    public static ScenarioReading Read(
        string text, string source, string name, DesignCheck? checkDesigns = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ProblemList problems = new(source);
        Scenario scenario = new() { Name = name };
        if (YamlText.Load(text, problems, cancel) is not { } root) return new ScenarioReading(null, problems.Items);
        scenario = ReadGroup(root, "", scenario, problems);
        if (!problems.Any) AddConflicts(scenario, problems, checkDesigns);
        return problems.Any ? new ScenarioReading(null, problems.Items) : new ScenarioReading(scenario, []);
    }

    /// <summary>Reads the parameters that a result echoes: path to value, as a scenario file gives it.</summary>
    /// <param name="values">Path to value; unknown paths are problems.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="name">The scenario's name.</param>
    /// <param name="checkDesigns">Says what is wrong with a scenario's designs; null accepts any.</param>
    public static ScenarioReading ReadParameters(JsonObject values, string source, string name, DesignCheck? checkDesigns = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ProblemList problems = new(source, hasLines: false);
        Scenario scenario = new() { Name = name };
        foreach ((string path, JsonNode? value) in values)
        {
            YamlNode node = JsonNodes.ToYaml(value);
            if (ScenarioKeys.At(path) is { } key) scenario = key.Read(node, scenario, problems);
            else problems.Add(node, $"there is no key \"{path}\"{NearestWord.Hint(path, ScenarioKeys.All.Select(k => k.Path))}");
        }

        if (!problems.Any) AddConflicts(scenario, problems, checkDesigns);
        return problems.Any ? new ScenarioReading(null, problems.Items) : new ScenarioReading(scenario, []);
    }

    /// <summary>The scenario with one key given as text, as an option or a sweep gives it.</summary>
    public static ScenarioReading Override(Scenario scenario, ScenarioKey key, string text, string source)
    {
        ArgumentNullException.ThrowIfNull(key);
        ProblemList problems = new(source, hasLines: false);
        YamlNode? node = key.Node(text, problems);
        Scenario changed = node is null ? scenario : key.Read(node, scenario, problems);
        return problems.Any ? new ScenarioReading(null, problems.Items) : new ScenarioReading(changed, []);
    }

    /// <summary>What does not go together in a scenario, as after overrides.</summary>
    public static IReadOnlyList<ScenarioProblem> Check(Scenario scenario, string source, DesignCheck? checkDesigns = null)
    {
        ProblemList problems = new(source, hasLines: false);
        AddConflicts(scenario, problems, checkDesigns);
        return problems.Items;
    }

    /// <summary>The scenario with the values of a group; <paramref name="read"/> hears of each key that was read.</summary>
    internal static Scenario ReadGroup(
        YamlMappingNode group, string path, Scenario scenario, ProblemList problems, Func<ScenarioKey, YamlNode, bool>? read = null)
    {
        read ??= (key, value) => problems.TryMark(key.Path, value);
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
                if (!read(key, value)) problems.Add(keyNode, $"{key.Path} is given a second time");
                scenario = key.Read(value, scenario, problems);
            }
            else if (isGroup && value is YamlMappingNode inner)
            {
                scenario = ReadGroup(inner, full, scenario, problems, read);
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

    private static void AddConflicts(Scenario scenario, ProblemList problems, DesignCheck? checkDesigns)
    {
        foreach ((string path, string message) in ScenarioConflicts.Of(scenario).Concat(checkDesigns?.Invoke(scenario) ?? []))
            problems.AddAt(path, message);
    }
}
