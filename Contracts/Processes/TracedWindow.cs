namespace Tickstorm.Contracts.Processes;

/// <summary>The trace of a settled window.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="Records">The records as <see cref="Tracing.TraceBytes"/>; null if there are none.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.traced-window")]
public readonly record struct TracedWindow([property: Id(0)] StepStatus Status, [property: Id(1)] byte[]? Records);
