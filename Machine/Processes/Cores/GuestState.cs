namespace Tickstorm.Processes.Cores;

/// <summary>Whether a CPU is online.</summary>
internal enum CpuPresence : byte
{
    /// <summary>It is.</summary>
    Online,

    /// <summary>It has left the online mask and its timer has stopped; it takes what is under way to it.</summary>
    Leaving,

    /// <summary>Its local APIC takes nothing.</summary>
    Offline,
}

/// <summary>What a core has in a machine whose guest is saved and restored, or whose CPUs go offline.</summary>
internal struct GuestState
{
    /// <summary>When something planned happens to it next, ns.</summary>
    public long NextNs;

    /// <summary>When it next goes offline or comes online, ns; while it leaves, when it is dead at the earliest.</summary>
    public long HotplugNs;

    /// <summary>By how much the guest's clock is ahead of the run's time, ns.</summary>
    public long AheadNs;

    /// <summary>Of a periodic timer: ticks that were wanted before the last restore, and when that was, ns.</summary>
    public long WantedBefore, WantedSinceNs;

    /// <summary>Snapshots, and changes of its own presence, that are behind it.</summary>
    public int Snapshots, Changes;

    /// <summary>How long tasks that have moved here and were woken will run, ns, and how much was drawn for such tasks.</summary>
    public long MovedRunNs;
    public uint MovedDraws;

    /// <summary>Interrupts that its local APIC refused while it was offline.</summary>
    public uint Refused;

    public CpuPresence Presence;

    /// <summary>It goes offline, or comes online, when its host CPU is its again.</summary>
    public bool AwaitsTurn;
}
