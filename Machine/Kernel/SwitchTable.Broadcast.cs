using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

// The broadcast of ticks to CPUs whose local timer is not used, or stops in deep idle states.
public static partial class SwitchTable
{
    private const string TickBroadcast = "kernel/time/tick-broadcast.c ";

    /// <summary>Order of the broadcast.</summary>
    public static KernelSwitch<bool> BroadcastLocalAfterUnlock { get; } = Flag(
        "broadcastLocalAfterUnlock",
        "the broadcasting CPU runs its own handler after the IPIs, without tick_broadcast_lock; before, first and under it",
        TickBroadcast + "tick_do_broadcast, tick_handle_oneshot_broadcast", true,
        new(Start, false), new("4.2", true, "2951d5c031a3", "[K] the commit"));

    /// <summary>tick_broadcast_setup_oneshot.</summary>
    public static KernelSwitch<bool> BroadcastBitSticks { get; } = Flag(
        "broadcastBitSticks",
        "CPUs that run while the broadcast device becomes one-shot keep their bit in tick_broadcast_oneshot_mask until they leave idling " +
        "first: nothing is armed for their first sleep",
        TickBroadcast + "tick_broadcast_setup_oneshot, tick_broadcast_clear_oneshot", true,
        new(Start, false), new("2.6.27", true, "7300711e8c6"), new("2.6.39", false, "07f4beb0b5b"));

    /// <summary>tick_broadcast_pending_mask and tick_broadcast_force_mask.</summary>
    public static KernelSwitch<bool> BroadcastPendingMask { get; } = Flag(
        "broadcastPendingMask",
        "a CPU that wakes while its broadcast is under way leaves its timer alone (tick_broadcast_pending_mask), and asks for one when " +
        "its event has passed (tick_broadcast_force_mask); before, it programs the event that has passed",
        TickBroadcast + "tick_broadcast_oneshot_control", true,
        new(Start, false), new("3.10", true, "26517f3e9975, 989dcb645ca7", "[K] the commits; 3.9.6 and 3.10.4 were read"));

    /// <summary>tick_check_broadcast_expired.</summary>
    public static KernelSwitch<bool> BroadcastForcePolls { get; } = Flag(
        "broadcastForcePolls", "an idle CPU that is in tick_broadcast_force_mask does not sleep: the broadcast is about to come",
        TickBroadcast + "tick_check_broadcast_expired, kernel/sched/idle.c do_idle", true,
        new(Start, false), new("3.10", true, "eaa907c546ee", "[K] the commit; 3.9.6 and 3.10.4 were read"));

    /// <summary>bc_hrtimer.</summary>
    public static KernelSwitch<bool> HrtimerBroadcast { get; } = Flag(
        "hrtimerBroadcast", "an hrtimer of the CPU that sleeps last can be the broadcast device; that CPU sleeps in a shallow state",
        "kernel/time/tick-broadcast-hrtimer.c bc_set_next, tick-broadcast.c broadcast_needs_cpu", true,
        new(Start, false),
        new(BroadcastDevices.HrtimerFrom, true, "5d1638acb9f6", "[K] the version and the commit; 3.14.1 and 3.16 were read"));

    private static IEnumerable<KernelSwitch> Broadcast() =>
        [BroadcastLocalAfterUnlock, BroadcastBitSticks, BroadcastPendingMask, BroadcastForcePolls, HrtimerBroadcast];
}
