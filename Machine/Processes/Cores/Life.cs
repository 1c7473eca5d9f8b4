using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

/// <summary>What a CPU does below its interrupts.</summary>
internal enum BaseContext : byte
{
    /// <summary>It runs a task.</summary>
    Task,

    /// <summary>Its task waits until another CPU has executed a call function; interrupts are on, and nothing is scheduled.</summary>
    CallWait,

    /// <summary>It idles, and ticks.</summary>
    IdleTicking,

    /// <summary>It idles with its tick stopped.</summary>
    IdleStopped,
}

/// <summary>What a core that idles and wakes has beside the plain one.</summary>
internal struct Life
{
    /// <summary>The tick's next expiry, ns; <see cref="long.MaxValue"/> while it is stopped and no timer of the wheel is due.</summary>
    public long TickNs;

    /// <summary>When the sleeping task's hrtimer expires, ns.</summary>
    public long SleepNs;

    /// <summary>When timers of the wheel expire, ns on the grid of jiffies: the sleeping task's, and others.</summary>
    public long WheelNs, OtherWheelNs;

    /// <summary>When the running task goes to sleep, ns.</summary>
    public long RunEndNs;

    /// <summary>Since when the kernel wants ticks, ns; meaningless while it does not.</summary>
    public long WantedSinceNs;

    /// <summary>When it last told the timekeeper to update jiffies, and when to give it the duty, ns.</summary>
    public long AskedNs, TookNs;

    /// <summary>Ticks that were wanted in the times before.</summary>
    public uint WantedBefore;

    public uint TaskDraws, WheelDraws, RcuDraws;

    /// <summary>The number of the grace period that it has noticed last.</summary>
    public uint GraceSeen;

    /// <summary>Idle ends, tick stops, timer interrupts without a tick.</summary>
    public uint Wakes, TickStops, OtherTimers;

    /// <summary>Its tick waits for jiffies_lock.</summary>
    public bool WaitsForJiffies;

    public BaseContext Base;

    /// <summary>A task was woken while the CPU idled.</summary>
    public bool NeedsResched;

    /// <summary>The running task went to sleep within an interrupt: it does when that ends.</summary>
    public bool RunHasEnded;

    /// <summary>RCU waits for this CPU's next tick: it is not stopped before.</summary>
    public bool RcuNeedsTick;

    /// <summary>It has not passed a quiescent state since it noticed that grace period.</summary>
    public bool OwesQuiescence;

    /// <summary>The handler of the timer's vector has the tick among the timers that it ran.</summary>
    public bool RanTick;

    /// <summary>The tick is stopped although a task runs (nohz_full).</summary>
    public bool StoppedInTask;

    /// <summary>The life of a core that is known to have one: it lies behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Life Of(ref Core core) => ref Unsafe.As<Core, Life>(ref Unsafe.Add(ref core, 1));
}
