namespace Tickstorm.Tests.Writers;

/// <summary>A test that needs a tool on the path, and is skipped with that reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>Needs the tool.</summary>
    public ToolFactAttribute(string tool)
    {
        Tool = tool;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, tool)))) Skip = $"{tool} is not installed";
    }

    /// <summary>The tool's name.</summary>
    public string Tool { get; }
}
