namespace Tickstorm.Grains.Fabric;

/// <summary>The version of the model that a silo computes with.</summary>
/// <param name="Model">As <see cref="Simulation.ModelVersion"/> names it.</param>
public sealed record SiloVersion(string Model);
