using Tickstorm.Grains.Storage;

namespace Tickstorm.Silo;

/// <summary>Whether the silo has joined its cluster, and has not begun to leave it.</summary>
internal sealed class SiloReadiness(
    ILocalSiloDetails silo, SiloSettings settings, StorageHealth storage, ILogger<SiloReadiness> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _started, _leaving;

    /// <summary>It has joined.</summary>
    public bool HasStarted => _started;

    /// <summary>Why it does not take part: it joins, leaves, or cannot store anything; null when it does.</summary>
    public string? Hindrance => !_started ? "it has not joined yet" : _leaving ? "it leaves" : storage.Trouble;

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
