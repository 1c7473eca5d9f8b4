namespace Tickstorm.Tests;

/// <summary>A test that needs tools on the path, and is skipped with that reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>Needs the tools.</summary>
    public ToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        string? tool = Tests.Tools.FirstMissing(tools);
        Skip = Tests.Tools.SkipUnless(tool is null, $"{tool} is not installed");
    }

    /// <summary>The tools' names.</summary>
    public IReadOnlyList<string> Tools { get; }
}
