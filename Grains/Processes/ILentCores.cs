namespace Tickstorm.Grains.Processes;

/// <summary>Processes that are lent to the workers of their silo for an epoch: their grains ask here how they are.</summary>
internal interface ILentCores
{
    /// <summary>The epoch for which they are lent.</summary>
    long Epoch { get; }

    /// <summary>A process's state at the last commit, and that commit's time, ns; null when it is another silo's.</summary>
    Task<(byte[] State, long CommittedNs)?> StateOf(int process);
}
