using Orleans.CodeGeneration;
using Orleans.Concurrency;
using Orleans.Services;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Contracts.Fabric;

/// <summary>
/// The bus between a silo's grains and those of the other silos. One per silo; orders come down a tree of silos, and reports go up it.
/// </summary>
[Alias("tickstorm.fabric"), Version(1)]
public interface IFabricService : IGrainService
{
    /// <summary>
    /// Begins an epoch of a run: whatever the silo holds of an older one is discarded. Answers within seconds, that it is pending if need
    /// be.
    /// </summary>
    [Alias("open-epoch"), ResponseTimeout("00:00:10")]
    Task<FabricReport> Open(EpochPlan plan, int node);

    /// <summary>
    /// Carries out an order, here and in the silos below, and reports for all of them. A repeated order gets the stored report. Answers
    /// within seconds, that it is pending if need be: how long the work takes decides nothing.
    /// </summary>
    [Alias("carry-out"), ResponseTimeout("00:00:10")]
    Task<FabricReport> Execute(FabricOrder order, int node);

    /// <summary>Takes a batch from another silo; a repeated one, or one of another epoch, is ignored.</summary>
    [Alias("put-one-way"), OneWay]
    Task Put(PeerBatch batch);

    /// <summary>
    /// Sends a silo of the epoch the batch of an exchange again, or for the first time when it has been made. False when the silo that is
    /// asked is not in that epoch.
    /// </summary>
    [Alias("again"), ResponseTimeout("00:00:10")]
    Task<bool> Again(string run, StepId step, int to);

    /// <summary>
    /// Of a run whose processes are lent to workers: a core's grain takes it back at the next commit, or lends it again. False when the
    /// silo has not the core lent in this epoch.
    /// </summary>
    [Alias("recall"), ResponseTimeout("00:00:30")]
    Task<bool> Recall(string run, long epoch, int cpu, bool back);

    /// <summary>The version of the model that the silo computes with.</summary>
    [Alias("version"), ResponseTimeout("00:00:05")]
    Task<string> Version();

    /// <summary>What the silo has of memory for a run.</summary>
    [Alias("room"), ResponseTimeout("00:00:02")]
    Task<SiloRoom> Room(string run);

    /// <summary>
    /// Writes nothing more of a run's epochs up to this one, which are over; returns when nothing of them is being written. What the silo
    /// holds of a later one is left alone.
    /// </summary>
    [Alias("cease"), ResponseTimeout("00:00:30")]
    Task Cease(string run, long epoch);

    /// <summary>
    /// Removes these blocks, which the silo has written and nothing needs any more, and what else it has written of a run's checkpoints
    /// before the last one that exists, in earlier epochs too, but for traces. Answers within seconds, that it is pending if need be:
    /// removed is beside everything else.
    /// </summary>
    [Alias("remove-before"), ResponseTimeout("00:00:10")]
    Task<FabricReport> RemoveBefore(string run, CheckpointId last, string[] names);

    /// <summary>
    /// Forgets what it holds of a run, and stops the run's grains, if that is of this epoch or an earlier one. What the silo has written of
    /// checkpoints before the last one that exists it removes beside.
    /// </summary>
    [Alias("forget-run")]
    Task Forget(string run, long epoch, CheckpointId last);
}
