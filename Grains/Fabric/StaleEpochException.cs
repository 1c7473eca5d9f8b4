namespace Tickstorm.Grains.Fabric;

/// <summary>A grain or silo belongs to another epoch: the run must begin a new one.</summary>
public sealed class StaleEpochException(string message) : Exception(message);
