using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What taking tick_broadcast_lock takes when nobody has it (costs.broadcast.lock), in two halves, ns.</summary>
internal static class BroadcastWay
{
    /// <summary>Until the request is there.</summary>
    public static long RequestNs(Costs costs) => Math.Max(1, costs.BroadcastLock / 2);

    /// <summary>From acquiring it to going on.</summary>
    public static long GrantNs(Costs costs) => Math.Max(1, costs.BroadcastLock - RequestNs(costs));
}
