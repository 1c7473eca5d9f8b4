using Orleans.CodeGeneration;

namespace Tickstorm.Contracts.Silos;

/// <summary>What silos tell the leader of a run. Its key is the run's name.</summary>
[Alias("tickstorm.led-run"), Version(1)]
public interface ILedRunGrain : IGrainWithStringKey
{
    /// <summary>A silo was lost or has come: looks whether the run needs another epoch.</summary>
    [Alias("wake")]
    Task Wake();

    /// <summary>A silo is about to stop: returns when the run has been saved and goes on without it.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cancel">The silo waits no longer.</param>
    [Alias("leave"), ResponseTimeout("01:00:30")]
    Task Leave(SiloAddress silo, CancellationToken cancel = default);
}
