using Tickstorm.Contracts.Processes;

namespace Tickstorm.Contracts.Fabric;

/// <summary>What the fabrics are to do.</summary>
[GenerateSerializer, Alias("tickstorm.fabric-task")]
public enum FabricTask
{
    /// <summary>Start the grains of the epoch.</summary>
    Activate,

    /// <summary>Execute what has something to do in a new window.</summary>
    ExecuteDue,

    /// <summary>Execute again what got other messages.</summary>
    ExecuteDirty,

    /// <summary>Execute everything in the window again, for an earlier end.</summary>
    ExecuteAll,

    /// <summary>Make the window final.</summary>
    Commit,

    /// <summary>Take the state after the committed window, and begin to write it to storage.</summary>
    Checkpoint,

    /// <summary>Finish the writing of the last checkpoint.</summary>
    Store,

    /// <summary>Settle and commit windows among the silos, until the first of them says that all are to stop.</summary>
    Run,

    /// <summary>Take interrupts from outside, of the last commit's time, before the next window.</summary>
    Inject,
}

/// <summary>An order to all fabrics of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Task">What to do.</param>
/// <param name="Step">Epoch, window and round.</param>
/// <param name="UntilNs">The window's end, exclusive.</param>
/// <param name="Checkpoint">The checkpoint's id.</param>
/// <param name="Number">Its running number within the epoch: one that comes late is known by it, and not carried out again.</param>
/// <param name="StartNs">Of a run of windows: the next event of the whole machine, ns.</param>
/// <param name="Windows">Of a run of windows: at most so many.</param>
/// <param name="Traced">Of a run of windows: all stop when so many trace records wait.</param>
/// <param name="Injected">The interrupts from outside; null for none.</param>
/// <param name="Folds">Of a checkpoint: it is the run's end, and each silo reduces its part of the result.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.fabric-order-2")]
public sealed record FabricOrder(
    [property: Id(0)] string Run,
    [property: Id(1)] FabricTask Task,
    [property: Id(2)] StepId Step,
    [property: Id(3)] long UntilNs = 0,
    [property: Id(4)] long Checkpoint = 0,
    [property: Id(5)] long Number = 0,
    [property: Id(6)] long StartNs = 0,
    [property: Id(7)] long Windows = 0,
    [property: Id(8)] long Traced = 0,
    [property: Id(9)] Runs.InjectedInterrupt[]? Injected = null,
    [property: Id(10)] bool Folds = false);
