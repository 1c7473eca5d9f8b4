using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>A figure of a result that tables, CSV and charts show.</summary>
/// <param name="Name">Its name in CSV headings.</param>
/// <param name="Of">Its value; null when unknown.</param>
internal sealed record Figure(string Name, Func<DesignResult, double?> Of)
{
    /// <summary>Missing ticks per expected tick.</summary>
    public static Figure MissingShare { get; } = new(
        "missingShare", r => r.Ticks.Expected == 0 ? null : (double)r.Ticks.Missing / r.Ticks.Expected);

    /// <summary>Ticks that were wanted and are neither handled nor still open at the end.</summary>
    public static Figure Lost { get; } = new("lost", r => r.Ticks.Lost);

    /// <summary>Lost ticks per expected tick.</summary>
    public static Figure LostShare { get; } = new(
        "lostShare", r => r.Ticks.Expected == 0 ? null : (double)r.Ticks.Lost / r.Ticks.Expected);

    /// <summary>CPU time of a tick that collides with nobody's, ns.</summary>
    public static Figure Steady { get; } = new("steadyNsPerTick", r => r.SteadyNsPerTick);

    /// <summary>CPU time of one collision, ns.</summary>
    public static Figure Collision { get; } = new("collisionNs", r => r.CollisionNs);

    /// <summary>VM exits per handled tick.</summary>
    public static Figure ExitsPerTick { get; } = new("exitsPerTick", r => r.ExitsPerTick);

    /// <summary>The host's CPU time for each second of a virtual CPU, ns.</summary>
    public static Figure HostTime { get; } = new("hostNsPerGuestSecond", r => r.Exits?.HostNsPerGuestSecond);

    /// <summary>Steps of the job that have ended.</summary>
    public static Figure JobSteps { get; } = new("jobSteps", r => r.Job?.Steps);

    /// <summary>How much longer they took than without interrupts.</summary>
    public static Figure JobSlowdown { get; } = new("jobSlowdown", r => r.Job?.Slowdown);

    /// <summary>The figures of CSV files, in order.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("expected", r => r.Ticks.Expected),
        new("missing", r => r.Ticks.Missing),
        MissingShare,
        new("raised", r => r.Ticks.Raised),
        new("handled", r => r.Ticks.Handled),
        new("late", r => r.Ticks.Late),
        new("coalesced", r => r.Ticks.Coalesced),
        new("dropped", r => r.Ticks.Dropped),
        new("masked", r => r.Ticks.Masked),
        new("pending", r => r.Ticks.Pending),
        new("neverRaised", r => r.Ticks.NeverRaised),
        Lost,
        LostShare,
        new("spuriousRuns", r => r.SpuriousRuns),
        new("stalledCpus", r => r.StalledCpus),
        new("starvedCpus", r => r.StarvedCpus),
        new("latencyP50Ns", r => r.LatencyNs.P50),
        new("latencyP99Ns", r => r.LatencyNs.P99),
        new("latencyMaxNs", r => r.LatencyNs.Max),
        new("lockWaitTotalNs", r => r.LockWaitNs.Total),
        new("lockWaitMaxNs", r => r.LockWaitNs.Max),
        new("longestQueue", r => r.LockWaitNs.LongestQueue),
        ExitsPerTick,
        HostTime,
        new("cpuNsPerTick", r => r.CpuNsPerTick),
        Steady,
        Collision,
        JobSteps,
        JobSlowdown,
    ];
}
