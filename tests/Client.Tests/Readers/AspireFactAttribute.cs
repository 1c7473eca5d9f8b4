namespace Tickstorm.Tests.Readers;

/// <summary>A test that needs the Aspire dashboard, and is skipped with that reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AspireFactAttribute : FactAttribute
{
    /// <summary>Needs the dashboard.</summary>
    public AspireFactAttribute() => Skip = Tools.SkipUnless(
        File.Exists(AspireDashboard.Program), $"the package {AspireDashboard.Package} {AspireDashboard.Version} is not restored");
}
