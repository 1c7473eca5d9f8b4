namespace Tickstorm.Processes;

/// <summary>A host CPU's state apart from its run queue.</summary>
internal struct HostState
{
    public ulong Hash;
    public long NextNs, SliceEndNs, StolenNs, Turns;

    /// <summary>When the turn of the vCPU that runs began, and what vCPUs have had in turns that have ended, ns.</summary>
    public long SinceNs, GuestNs;

    /// <summary>Since when it polls; how long it has polled, ns; polls that a wake-up ended, and polls that ended by themselves.</summary>
    public long PollsSinceNs, PolledNs, PollHits, PollMisses;

    /// <summary>What its timer's interrupts for vCPUs took, ns.</summary>
    public long TimerNs;

    /// <summary>Interrupts of its timer for vCPUs, slices ended early by pause-loop exits.</summary>
    public long Timers, Pauses;

    public uint Sequence;

    /// <summary>The vCPU that runs; -1 for none.</summary>
    public int Current;

    /// <summary>The vCPU that it polls for; -1 for none.</summary>
    public int Polls;

    /// <summary>Who has the next turn, whoever was ready before; -1 for nobody. Who had the last such turn.</summary>
    public int Favoured, LastFavoured;

    /// <summary>What is known of the vCPU that runs when it leaves.</summary>
    public ReadyHow LeavesAs;

    public bool IsToldToLeave;
}
