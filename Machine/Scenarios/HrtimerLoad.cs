namespace Tickstorm.Scenarios;

/// <summary>
/// An hrtimer that a driver has on each busy CPU. It goes on from its own last expiry, not from the time of its callback.
/// </summary>
public sealed record HrtimerLoad
{
    /// <summary>From one expiry to the next, ns; 0 for none.</summary>
    public long IntervalNs { get; init; }

    /// <summary>How long its callback runs within the timer's interrupt, ns.</summary>
    public long HandlerNs { get; init; } = 1_000;
}
