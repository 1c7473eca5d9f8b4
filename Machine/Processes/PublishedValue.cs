using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>The numbers of what a machine whose CPUs idle and wake publishes.</summary>
internal static class PublishedValue
{
    /// <summary>tick_do_timer_cpu: its first word is the CPU, <see cref="Timekeeper.None"/> for nobody.</summary>
    public const int Duty = 0;

    /// <summary>
    /// tick_next_period: its first word is the time since when it stands still, ns; <see cref="Timekeeper.Advancing"/> while it goes on by
    /// a period with each period. So a reader knows it at each time, and the steady state changes nothing.
    /// </summary>
    public const int NextPeriod = 1;

    /// <summary>RCU's grace period: its first word is the number of the one that has begun last, from 1; 0 before the first.</summary>
    public const int GracePeriod = 2;

    /// <summary>
    /// A stall of RCU that nobody has said yet: its first word is the number of the grace period; 0 for none. It was written when the stall
    /// was due.
    /// </summary>
    public const int Stall = 3;

    /// <summary>
    /// tick_broadcast_force_mask: its first word is when it was last cleared, ns. A CPU knows when it was put into it. It comes after those
    /// of the timekeeper.
    /// </summary>
    public static int BroadcastForced(Scenario scenario) => OfTimekeeper(scenario);

    /// <summary>How many values the timekeeper publishes.</summary>
    public static int OfTimekeeper(Scenario scenario) =>
        !LifeOf.HasGracePeriods(scenario) ? GracePeriod : SaysStalls(scenario) ? Stall + 1 : GracePeriod + 1;

    /// <summary>True when a stall of a grace period is said: the run is long enough, and the version has the detector.</summary>
    public static bool SaysStalls(Scenario scenario) =>
        LifeOf.HasGracePeriods(scenario) && LifeOf.IsWatched(scenario) && SwitchTable.RcuStall.Of(scenario.Kernel) > 0;
}
