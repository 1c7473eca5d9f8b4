namespace Tickstorm.Tests.Readers;

/// <summary>A test that needs a package of npm and tools on the path, and is skipped with that reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    /// <summary>Needs the package and the tools.</summary>
    public NpmFactAttribute(string package, params string[] tools)
    {
        Package = package;
        Tools = tools;
        string? tool = Tests.Tools.FirstMissing(tools);
        Skip = Tests.Tools.SkipUnless(tool is null, $"{tool} is not installed") ?? Tests.Tools.SkipUnless(
            Directory.Exists(Path.Combine(Modules, package)),
            $"the npm package {package} is not in {Modules}; .ci/provision installs it where npm can be reached");
    }

    /// <summary>Where .ci/run puts packages: beside the build, never in the repository.</summary>
    public static string Modules { get; } = Path.Combine(Repository.Root, "artifacts", "npm", "node_modules");

    /// <summary>The package.</summary>
    public string Package { get; }

    /// <summary>The tools.</summary>
    public IReadOnlyList<string> Tools { get; }
}
