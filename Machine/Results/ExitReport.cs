using Tickstorm.Tracing;

namespace Tickstorm.Results;

/// <summary>What virtual CPUs left their guests for, and what it cost their host; sums over all of them.</summary>
/// <param name="Reasons">Exits by reason, in the order of the list; those that did not happen are left out.</param>
/// <param name="HostTimers">Timer interrupts of the host that stopped no guest: of vCPUs that did not run, or that were posted.</param>
/// <param name="HostNs">The host's CPU time of all of it and of paravirtual calls, ns.</param>
/// <param name="HostNsPerGuestSecond">The same for each second of one vCPU, ns.</param>
public sealed record ExitReport(IReadOnlyList<ExitCount> Reasons, long HostTimers, long HostNs, double HostNsPerGuestSecond)
{
    /// <summary>All exits.</summary>
    public long Total => Reasons.Sum(reason => reason.Count);

    /// <summary>The exits of a reason.</summary>
    public long Count(ExitReason reason) => Reasons.FirstOrDefault(exits => exits.Reason == reason)?.Count ?? 0;
}

/// <summary>The exits of one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">How many.</param>
/// <param name="HostNs">The host's CPU time of them, ns.</param>
public sealed record ExitCount(ExitReason Reason, long Count, long HostNs);
