namespace Tickstorm.Scenarios;

/// <summary>The kernel's softirqs, in the order in which __do_softirq runs them (include/linux/interrupt.h).</summary>
public enum SoftirqVector : byte
{
    /// <summary>Tasklets of high priority.</summary>
    Hi,

    /// <summary>The timer wheel.</summary>
    Timer,

    /// <summary>Packets that were sent.</summary>
    NetTx,

    /// <summary>Packets that came.</summary>
    NetRx,

    /// <summary>Block requests that are done.</summary>
    Block,

    /// <summary>Polling of block devices.</summary>
    IrqPoll,

    /// <summary>Tasklets.</summary>
    Tasklet,

    /// <summary>Load balancing.</summary>
    Sched,

    /// <summary>hrtimers that do not run in their interrupt.</summary>
    Hrtimer,

    /// <summary>RCU callbacks.</summary>
    Rcu,
}

/// <summary>Softirqs by their names.</summary>
public static class SoftirqVectors
{
    private static readonly string[] s_names =
        ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"];

    /// <summary>The names as the kernel prints them, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of one.</summary>
    public static string Name(this SoftirqVector vector) => s_names[(int)vector];
}
