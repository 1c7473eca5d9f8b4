namespace Tickstorm.Processes;

/// <summary>What a CPU takes tick_broadcast_lock for.</summary>
internal enum BroadcastCall
{
    /// <summary>tick_handle_periodic_broadcast or tick_handle_oneshot_broadcast: the device has interrupted it.</summary>
    Handle,

    /// <summary>CLOCK_EVT_NOTIFY_BROADCAST_ENTER: it is about to sleep where its local timer stops.</summary>
    Enter,

    /// <summary>CLOCK_EVT_NOTIFY_BROADCAST_EXIT: it has woken.</summary>
    Exit,
}

/// <summary>What the section was like that a CPU has had, or is in.</summary>
[Flags]
internal enum BroadcastFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Handle: the CPU's own handler is among those to run.</summary>
    RunsHere = 1,

    /// <summary>Enter: the CPU must not sleep so deeply (-EBUSY).</summary>
    IsBusy = 2,

    /// <summary>Exit: the CPU programs its local timer again.</summary>
    Arms = 4,

    /// <summary>Exit: it is in tick_broadcast_force_mask from now on.</summary>
    IsForced = 8,
}

/// <summary>A request for tick_broadcast_lock, and its answer.</summary>
/// <param name="Call">What for.</param>
/// <param name="Flags">Of an answer: what came of it.</param>
/// <param name="Extra">Of a request: the interrupt; of an answer: how long the section goes on, ns.</param>
internal readonly record struct BroadcastMessage(BroadcastCall Call, BroadcastFlags Flags, long Extra)
{
    private const int FlagsAt = 4, ExtraAt = 8;

    /// <summary>As a word of a message.</summary>
    public long Pack() => (long)Call | (long)Flags << FlagsAt | Extra << ExtraAt;

    /// <summary>From a word of a message.</summary>
    public static BroadcastMessage Unpack(long word) =>
        new((BroadcastCall)(word & 0xf), (BroadcastFlags)(word >> FlagsAt & 0xf), word >> ExtraAt);
}
