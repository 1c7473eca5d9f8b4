namespace Tickstorm.Grains.Runs;

/// <summary>The epoch cannot go on: the run returns to its last checkpoint.</summary>
internal sealed class EpochLostException(string message) : Exception(message)
{
    /// <summary>A silo was lost, or ran out of memory: the run itself may have done that.</summary>
    public bool HurtSilo { get; init; }

    /// <summary>Two silos of which the first cannot reach the second; empty when it was something else.</summary>
    public IReadOnlyList<SiloAddress> Cut { get; init; } = [];

    /// <summary>Silos whose model is of another version than the run's.</summary>
    public IReadOnlyList<SiloAddress> OtherVersions { get; init; } = [];
}

/// <summary>The run itself fails, in every epoch.</summary>
internal sealed class RunFailedException(string message) : Exception(message);
