using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Library;

/// <summary>Finds scenarios: those of the library by name, others by path.</summary>
internal static class ScenarioStore
{
    private const string Prefix = "scenarios/";
    private const string Extension = ".yaml";
    private const long LargestFile = 64 * 1024 * 1024;

    /// <summary>The names of the library, the default scenario first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ScenarioStore).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Extension.Length])
            .OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>The scenario of a name or a path.</summary>
    /// <exception cref="BadInputException">There is none, or it has problems.</exception>
    public static Scenario Load(string nameOrPath)
    {
        ScenarioReading reading = Read(nameOrPath);
        return reading.Scenario ?? throw BadInputException.Of(reading.Problems);
    }

    /// <summary>The scenario of a name or a path, or its problems.</summary>
    public static ScenarioReading Read(string nameOrPath)
    {
        (string text, string source) = Text(nameOrPath);
        return ScenarioReader.Read(text, source, Path.GetFileNameWithoutExtension(source), DesignCatalog.Problem);
    }

    /// <summary>The file that a scenario is read from; null for one of the library.</summary>
    public static string? FileOf(string? nameOrPath) => nameOrPath is null || Names.Contains(nameOrPath) ? null : nameOrPath;

    private static (string Text, string Source) Text(string nameOrPath)
    {
        if (typeof(ScenarioStore).Assembly.GetManifestResourceStream(Prefix + nameOrPath + Extension) is { } resource)
        {
            using StreamReader reader = new(resource);
            return (reader.ReadToEnd(), nameOrPath + Extension);
        }

        if (File.Exists(nameOrPath))
        {
            if (new FileInfo(nameOrPath).Length > LargestFile)
                throw new BadInputException($"{nameOrPath}: a scenario of more than 64 MiB is not read");
            return (File.ReadAllText(nameOrPath), nameOrPath);
        }

        string known = string.Join(", ", Names);
        throw new BadInputException(
            $"{nameOrPath}: neither a file nor a scenario of the library{NearestWord.Hint(nameOrPath, Names)} (library: {known})");
    }
}
