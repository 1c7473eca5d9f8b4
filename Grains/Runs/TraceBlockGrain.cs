using Orleans.Concurrency;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>Reads a block of a trace in whichever silo a client asks, and is gone then.</summary>
[StatelessWorker(1)]
public sealed class TraceBlockGrain(CheckpointStore checkpoints) : Grain, ITraceBlockGrain
{
    /// <inheritdoc/>
    public async Task<byte[]?> Read()
    {
        string name = this.GetPrimaryKeyString();
        DeactivateOnIdle();
        return CheckpointStore.IsTraceName(name) ? await checkpoints.Read(name) : null;
    }
}
