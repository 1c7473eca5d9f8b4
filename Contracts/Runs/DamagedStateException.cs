namespace Tickstorm.Contracts.Runs;

/// <summary>What the cluster's storage holds cannot be read, and will not become readable by itself.</summary>
/// <remarks>Of Orleans' kind, because Orleans puts any other into one of its own, with a stack trace as its message.</remarks>
[GenerateSerializer, Alias("tickstorm.damaged-state")]
public sealed class DamagedStateException(string message) : OrleansException(message);
