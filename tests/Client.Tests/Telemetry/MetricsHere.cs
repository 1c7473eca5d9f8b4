namespace Tickstorm.Tests.Telemetry;

/// <summary>
/// The tests that measure runs in this process, one after another: a command hears all meters of its process, and what another one records
/// meanwhile would be in its figures.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MetricsHere
{
    /// <summary>The name of their collection.</summary>
    public const string Name = "metrics here";
}
