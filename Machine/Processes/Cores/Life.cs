using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tickstorm.Processes.Cores;

/// <summary>What a CPU does below its interrupts.</summary>
internal enum BaseContext : byte
{
    /// <summary>It runs a task.</summary>
    Task,

    /// <summary>It idles, and ticks.</summary>
    IdleTicking,

    /// <summary>It idles with its tick stopped.</summary>
    IdleStopped,
}

/// <summary>A core that idles, wakes, nests or has softirqs: what it has beside the plain one.</summary>
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
    public long WantedBefore;

    /// <summary>When softirqs were raised that have not begun; how much work they and the running one have left, ns.</summary>
    public long SoftRaisedNs, SoftPendingNs;

    /// <summary>When the softirq thread begins, ns; when this round of softirqs began.</summary>
    public long SoftThreadNs, SoftSinceNs;

    public uint TaskDraws, WheelDraws, RcuDraws;

    /// <summary>Idle ends, tick stops, timer interrupts without a tick, interrupts of interrupts, softirqs left to their thread.</summary>
    public uint Wakes, TickStops, OtherTimers, Nested, SoftThreads;

    public BaseContext Base;

    /// <summary>A task was woken while the CPU idled.</summary>
    public bool NeedsResched;

    /// <summary>The running task went to sleep within an interrupt: it does when that ends.</summary>
    public bool RunHasEnded;

    /// <summary>RCU waits for this CPU's next tick: it is not stopped before.</summary>
    public bool RcuNeedsTick;

    /// <summary>The handler of the timer's vector has the tick among the timers that it ran.</summary>
    public bool RanTick;

    /// <summary>The tick is stopped although a task runs (nohz_full).</summary>
    public bool StoppedInTask;

    /// <summary>Interrupts are on in the handler or softirq that <see cref="CpuStep"/> is in.</summary>
    public bool TakesInterrupts;

    /// <summary>The softirq thread would run, and does when the interrupt ends.</summary>
    public bool SoftThreadIsDue;

    /// <summary>How often softirqs were run again at this interrupt's end.</summary>
    public byte SoftRestarts;

    /// <summary>Interrupted handlers and softirqs, outermost first, and how many there are.</summary>
    public byte Depth;
    public Frames Frames;
}

/// <summary>A handler or softirq that another interrupt has interrupted.</summary>
internal struct Frame
{
    /// <summary>What it has left, ns, and its dispatch as seen from when it was interrupted, ns.</summary>
    public long LeftNs, DispatchNs;
    public uint Interrupt;
    public short Line;
    public CpuStep Step;
    public byte Vector;
    public bool RunsAgain, Collided;
}

/// <summary>The frames below the current one.</summary>
[InlineArray(Capacity)]
internal struct Frames
{
    public const int Capacity = 2;
    private Frame _first;
}

/// <summary>A core with its life; the core comes first, so that one is found from the other.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LivingCore
{
    public Core Core;
    public Life Life;

    /// <summary>The life of a core that is known to be in a <see cref="LivingCore"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Life Of(ref Core core) => ref Unsafe.As<Core, LivingCore>(ref core).Life;
}
