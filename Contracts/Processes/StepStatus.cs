namespace Tickstorm.Contracts.Processes;

/// <summary>How a grain answers an order.</summary>
[GenerateSerializer, Alias("tickstorm.step-status")]
public enum StepStatus
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The grain has not been started in this epoch: its state is not here.</summary>
    NotStarted,

    /// <summary>The order belongs to an epoch that is over.</summary>
    OldEpoch,

    /// <summary>The order belongs to a window that is over.</summary>
    OldWindow,

    /// <summary>The grain lives in another silo than the one that ordered it, and is about to leave it.</summary>
    Elsewhere,

    /// <summary>The silo does not know the run.</summary>
    UnknownRun,
}
