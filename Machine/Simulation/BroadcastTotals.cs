using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>Sums what became of broadcasts.</summary>
internal static class BroadcastTotals
{
    /// <summary>The sums of a machine whose ticks are broadcast.</summary>
    public static BroadcastReport Of(SmpMachine machine, BroadcastLock from)
    {
        long accepted = 0, coalesced = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref Broadcasting own = ref machine.Plan.CoreModel.BroadcastOf(ref machine.Cores[cpu]);
            accepted += own.Accepted;
            coalesced += own.Merged;
        }

        ref BroadcastState s = ref from.State;
        return new(
            from.Device.Name(), s.Handled, s.Sent, accepted, coalesced, s.Sent - accepted - coalesced, s.IcrWrites, s.Enters, s.Exits,
            s.Busy, s.Stale, s.Forced, s.Programs, s.HoldMaxNs, s.HoldTotalNs);
    }
}
