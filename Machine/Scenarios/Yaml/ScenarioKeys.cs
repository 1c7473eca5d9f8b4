using Tickstorm.Scenarios.Yaml.Keys;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>All keys of a scenario, in the order of a file.</summary>
public static class ScenarioKeys
{
    /// <summary>All keys.</summary>
    public static IReadOnlyList<ScenarioKey> All { get; } =
        [.. MachineKeys.All, .. TickKeys.All, new DesignsKey(), .. WorkloadKeys.All, .. CostKeys.All, .. RunKeys.All];

    /// <summary>Short names for the command line, with the path each stands for.</summary>
    public static IReadOnlyDictionary<string, string> ShortNames { get; } = new Dictionary<string, string>
    {
        ["cpus"] = "machine.cpus",
        ["hz"] = "tick.hz",
        ["mode"] = "tick.mode",
        ["phases"] = "tick.phases",
        ["handler"] = "tick.handler",
        ["duration"] = "run.duration",
        ["seed"] = "run.seed",
    };

    private static readonly Dictionary<string, ScenarioKey> s_byPath =
        All.SelectMany(key => key.Aliases.Append(key.Path).Select(path => (path, key))).ToDictionary(p => p.path, p => p.key);

    /// <summary>The key of a path, an alias or a short name; null when there is none.</summary>
    public static ScenarioKey? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return At(ShortNames.GetValueOrDefault(name, name));
    }

    /// <summary>The key of a path or an alias in a file; null when there is none.</summary>
    internal static ScenarioKey? At(string path) => s_byPath.GetValueOrDefault(path);

    /// <summary>The names that may follow a path (empty for the top), for suggestions; none when the path is not a group.</summary>
    internal static IReadOnlyList<string> ChildrenOf(string path)
    {
        string prefix = path.Length == 0 ? "" : path + ".";
        return [.. All.SelectMany(key => key.Aliases.Prepend(key.Path))
            .Where(p => p.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => p[prefix.Length..].Split('.')[0]).Distinct()];
    }
}
