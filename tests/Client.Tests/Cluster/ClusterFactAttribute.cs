using Tickstorm.Client.Cluster;

namespace Tickstorm.Tests.Cluster;

/// <summary>A test that needs a build with Orleans, and is skipped with that reason in one without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = ClusterCommands.HowToRunScenarios;
}
