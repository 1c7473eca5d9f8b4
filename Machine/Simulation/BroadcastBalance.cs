using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>Conservation of broadcast IPIs, at any commit: targets = accepted + coalesced + in flight.</summary>
internal static class BroadcastBalance
{
    /// <summary>Holds the lock's and the cores' counts against the messages that are under way.</summary>
    /// <exception cref="BrokenRunException">An IPI is missing, or there is one too many.</exception>
    public static void Check(SmpMachine machine, BroadcastLock from, IEnumerable<Message> underWay)
    {
        BroadcastReport report = BroadcastTotals.Of(machine, from);
        int seen = underWay.Count(message => message.Kind == MessageKind.BroadcastIpi);
        if (report.InFlight != seen)
        {
            throw new BrokenRunException(
                $"Broadcasts break conservation: {report.Targets} targets, {report.Accepted} accepted and {report.Coalesced} coalesced, "
                    + $"but {seen} under way.");
        }
    }
}
