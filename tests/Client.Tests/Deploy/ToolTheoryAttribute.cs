namespace Tickstorm.Tests.Deploy;

/// <summary>As <see cref="ToolFactAttribute"/>, for tests with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    /// <summary>Needs the tool.</summary>
    public ToolTheoryAttribute(string tool)
    {
        Tool = tool;
        if (Tools.Path(tool) is null) Skip = Tools.SkipUnless(false, $"{tool} is not installed");
    }

    /// <summary>The tool's name.</summary>
    public string Tool { get; }
}
