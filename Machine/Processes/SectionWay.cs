using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// How a lock comes and goes where its holder may lose its CPU: the grant is under way for the first part of the section, the release for
/// the last, and in between the holder works. A section that nobody interrupts lasts as long as one that the lock decides by itself.
/// </summary>
/// <param name="GrantNs">From the lock's being free to its holder, ns.</param>
/// <param name="ReleaseNs">From the holder's last write to the lock's being free for the next, ns.</param>
internal readonly record struct SectionWay(long GrantNs, long ReleaseNs)
{
    /// <summary>The way of a machine's locks.</summary>
    public static SectionWay Of(Costs costs)
    {
        long third = Math.Max(1, Math.Min(costs.LineLockHold, costs.XtimeLockHold) / 3);
        return new(third, third);
    }

    /// <summary>What of a section's length is its holder's own work, ns.</summary>
    public long Body(long lengthNs) => Math.Max(1, lengthNs - GrantNs - ReleaseNs);
}
