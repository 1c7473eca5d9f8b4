namespace Tickstorm.Silo;

/// <summary>Whether the silo has joined its cluster, and has not begun to leave it.</summary>
internal sealed class SiloReadiness(ILocalSiloDetails silo, SiloSettings settings, ILogger<SiloReadiness> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _started, _leaving;

    /// <summary>It has joined.</summary>
    public bool HasStarted => _started;

    /// <summary>It takes part.</summary>
    public bool IsReady => _started && !_leaving;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(SiloReadiness),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            _started = true;
            SiloLogs.Joined(logger, silo.SiloAddress, settings.ClusterId, settings.Clustering, settings.Storage, settings.Tls.IsWanted);
            return Task.CompletedTask;
        },
        _ =>
        {
            _leaving = true;
            SiloLogs.Leaves(logger, silo.SiloAddress, settings.ClusterId);
            return Task.CompletedTask;
        });
}
