namespace Tickstorm.Contracts.Runs;

/// <summary>A run that the cluster knows by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="EndedAt">When its end was recorded; null while it has not ended.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.known-run")]
public readonly record struct KnownRun([property: Id(0)] string Name, [property: Id(1)] DateTimeOffset? EndedAt);
