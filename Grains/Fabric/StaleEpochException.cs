namespace Tickstorm.Grains.Fabric;

/// <summary>A grain or silo belongs to another epoch: the run must begin a new one.</summary>
internal sealed class StaleEpochException(string message) : Exception(message);
