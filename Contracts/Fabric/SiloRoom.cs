namespace Tickstorm.Contracts.Fabric;

/// <summary>The memory that a silo has for a run.</summary>
/// <param name="AllBytes">With no other run there.</param>
/// <param name="FreeBytes">With those that are there.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.silo-room")]
public readonly record struct SiloRoom([property: Id(0)] long AllBytes, [property: Id(1)] long FreeBytes);
