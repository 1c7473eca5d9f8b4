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
    public async Task Announce(string run, MachinePlan machine, RunProgress end, IReadOnlyList<string> blocks)
    {
        if (_observers.Length == 0) return;
        try
        {
            // Seconds for a large machine: not in the grain's turn, in which nobody else would be answered.
            DesignResult result =
                await Task.Run(() => MachineImage.Result(machine, blocks.Count, i => Read(blocks[i]), end.ToReport()));
            foreach (IRunObserver observer in _observers) observer.Ended(result);
        }
#pragma warning disable CA1031 // The run's own end does not depend on who listens.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ResultMissing(run, failure.Message);
        }
    }

    private async Task<byte[]> Read(string name) =>
        await checkpoints.Read(name) ?? throw new InvalidDataException($"Block {name} is not in storage.");
}
