using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The names of the library's scenarios.</summary>
    public static IEnumerable<string> ScenarioNames =>
        Directory.EnumerateFiles(Path.Combine(Root, "scenarios"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>A scenario of the library.</summary>
    public static Scenario Scenario(string name) => Read($"scenarios/{name}.yaml", name);

    /// <summary>A scenario of tests/checks.</summary>
    public static Scenario Check(string name) => Read($"tests/checks/{name}.yaml", name);

    private static Scenario Read(string path, string name)
    {
        ScenarioReading reading = ScenarioReader.Read(Text(path), name, name);
        return reading.Scenario ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tickstorm.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is in no checkout.");
    }
}
