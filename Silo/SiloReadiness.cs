namespace Tickstorm.Silo;

/// <summary>Whether the silo has joined its cluster, and has not begun to leave it.</summary>
internal sealed class SiloReadiness : ILifecycleParticipant<ISiloLifecycle>
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
            return Task.CompletedTask;
        },
        _ =>
        {
            _leaving = true;
            return Task.CompletedTask;
        });
}
