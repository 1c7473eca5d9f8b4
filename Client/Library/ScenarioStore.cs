using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Library;

/// <summary>Finds scenarios: those of the library by name, others by path.</summary>
internal static class ScenarioStore
{
    private const string Prefix = "scenarios/";
    private const string Extension = ".yaml";
    private const int LargestFile = 64 * 1024 * 1024;

    /// <summary>The names of the library, the default scenario first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ScenarioStore).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Extension.Length])
            .OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>A scenario of the library.</summary>
    /// <exception cref="BadInputException">There is none of this name.</exception>
    public static Scenario Load(string name) => Load(new InputFile(name));

    /// <summary>The scenario of a name of the library, a file, a pipe or standard input.</summary>
    /// <exception cref="BadInputException">There is none, or it has problems.</exception>
    public static Scenario Load(InputFile input)
    {
        ScenarioReading reading = Read(input);
        return reading.Scenario ?? throw BadInputException.Of(reading.Problems);
    }

    /// <summary>The scenario of a name of the library, a file, a pipe or standard input, or its problems.</summary>
    public static ScenarioReading Read(InputFile input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (string text, string source) = Text(input);
        string name = input.IsStandard ? "scenario" : Path.GetFileNameWithoutExtension(source);
        return ScenarioReader.Read(text, source, name, OwnDesigns.Problems, input.Cancel);
    }

    /// <summary>The file that a scenario is read from; null for one of the library.</summary>
    public static string? FileOf(string? nameOrPath) => nameOrPath is null || Names.Contains(nameOrPath) ? null : nameOrPath;

    private static (string Text, string Source) Text(InputFile input)
    {
        if (typeof(ScenarioStore).Assembly.GetManifestResourceStream(Prefix + input.Path + Extension) is { } resource)
        {
            using StreamReader reader = new(resource);
            return (reader.ReadToEnd(), input.Path + Extension);
        }

        if (input.IsStandard || File.Exists(input.Path)) return (input.Text("a scenario", LargestFile), input.Name);
        string known = string.Join(", ", Names);
        throw new BadInputException(
            $"{input.Path}: neither a file nor a scenario of the library{NearestWord.Hint(input.Path, Names)} (library: {known})");
    }
}
