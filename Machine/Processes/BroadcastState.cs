namespace Tickstorm.Processes;

/// <summary>The state of tick_broadcast_lock and its device apart from queue and masks.</summary>
internal struct BroadcastState
{
    public ulong Hash;

    /// <summary>When the next waiter acquires the lock, when its holder leaves it, and when the device expires, ns.</summary>
    public long AcquireNs, FreeNs, DeviceNs;

    /// <summary>How long the device was armed for last, and when the HPET's main counter was 0, ns.</summary>
    public long DeviceLengthNs, HpetZeroNs;

    /// <summary>next_event of the broadcast device: for when it was last asked, ns.</summary>
    public long NextNs;

    /// <summary>The time of the last event, and how long the handler of the CPU that broadcasts takes, ns.</summary>
    public long NowNs, HandlerNs;

    /// <summary>The longest section, and the sum of all, ns.</summary>
    public long HoldMaxNs, HoldTotalNs;

    public long Acquisitions, Handled, Sent, IcrWrites, Programs, Enters, Exits, Busy, Forced, Stale;

    public uint Sequence;

    /// <summary>CPUs that have gone offline or come online.</summary>
    public int Changes;

    /// <summary>Restores of the guest that are behind it.</summary>
    public int Restored;

    /// <summary>Who had the lock last; -1 for nobody.</summary>
    public int LastHolder;

    /// <summary>The CPU whose hrtimer is the device; -1 for none.</summary>
    public int BoundOn;
}
