using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Results;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

/// <summary>Puts the results of ended runs together for those who listen.</summary>
internal sealed class EndedRuns(CheckpointStore checkpoints, IEnumerable<IRunObserver> observers, ILogger<EndedRuns> logger)
{
    private readonly IRunObserver[] _observers = [.. observers];

    /// <summary>
    /// Gives the result of a run by its last checkpoint to the observers; a run ends just as well when that cannot be read.
    /// </summary>
    public async Task Announce(string run, MachinePlan machine, RunProgress end, CheckpointManifest last)
    {
        if (_observers.Length == 0) return;
        try
        {
            // It may take a while: not in the grain's turn, in which nobody else would be answered.
            DesignResult result = await Task.Run(() => Reduced(machine, end, last))
                ?? await Task.Run(() => MachineImage.Result(machine, last.Blocks.Length, i => Read(last.Blocks[i]), end.ToReport()));
            await Task.Run(() => Array.ForEach(_observers, observer => observer.Ended(result)));
        }
#pragma warning disable CA1031 // The run's own end does not depend on who listens.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ResultMissing(run, failure.Message);
        }
    }

    private static DesignResult? Reduced(MachinePlan machine, RunProgress end, CheckpointManifest last) =>
        last.Result is { } bytes ? MachineFold.FromBytes(machine, bytes).Result(end.ToReport()) : null;

    private async Task<byte[]> Read(string name) =>
        await checkpoints.Read(name) ?? throw new InvalidDataException($"Block {name} is not in storage.");
}
