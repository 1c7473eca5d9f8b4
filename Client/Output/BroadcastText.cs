using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Says how CPUs were woken that slept where their local timers stop.</summary>
internal static class BroadcastText
{
    /// <summary>The sentence of a design under which CPUs slept so; null under others.</summary>
    public static string? Of(DesignOutcome outcome)
    {
        if (outcome.First.Broadcast is not { Enters: > 0 } broadcast) return null;
        List<string> sleeps = [$"{Numbers.Text(broadcast.Enters)} sleeps with the local timer stopped"];
        if (broadcast.Busy > 0) sleeps.Add($"{Numbers.Text(broadcast.Busy)} made lighter for its hrtimer");
        if (broadcast.Unarmed > 0) sleeps.Add($"{Numbers.Text(broadcast.Unarmed)} with nothing armed");
        return $"{outcome.Design}: {string.Join(", ", sleeps)}; {Woken(broadcast)}. tick_broadcast_lock was held for "
            + $"{Durations.Format(broadcast.HoldMaxNs)} at most.";
    }

    private static string Woken(BroadcastReport broadcast) =>
        $"the {broadcast.Device} broadcast {Numbers.Text(broadcast.Handled)} times and sent {Numbers.Text(broadcast.Targets)} IPIs, "
        + $"{(broadcast.Coalesced == 0 ? "none" : Numbers.Text(broadcast.Coalesced))} of which merged with one that was pending";
}
