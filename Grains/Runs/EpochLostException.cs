namespace Tickstorm.Grains.Runs;

/// <summary>The epoch cannot go on: the run returns to its last checkpoint.</summary>
internal sealed class EpochLostException(string message) : Exception(message);

/// <summary>The run itself fails, in every epoch.</summary>
internal sealed class RunFailedException(string message) : Exception(message);
