namespace Tickstorm.Processes.Cores;

/// <summary>A driver's hrtimer on a CPU, and what the kernel counts of a timer interrupt that does not end (/proc/timer_list).</summary>
internal struct Hrtimer
{
    /// <summary>Its next expiry, ns; <see cref="long.MaxValue"/> on a CPU without one.</summary>
    public long NextNs;

    /// <summary>When the interrupt in service ran its timers first, and last, ns.</summary>
    public long FirstPassNs, PassNs;

    /// <summary>What an interrupt that hangs has raised min_delta_ns to, ns; 0 before.</summary>
    public long MinDeltaNs;

    /// <summary>max_hang_time, ns.</summary>
    public long MaxHangNs;

    /// <summary>Callbacks; nr_retries, nr_hangs.</summary>
    public uint Runs, Retries, Hangs;

    /// <summary>Passes of the interrupt in service that have ended.</summary>
    public byte Passes;

    /// <summary>The pass that runs has the callback among its timers.</summary>
    public bool Ran;
}
