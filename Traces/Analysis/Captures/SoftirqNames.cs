namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The kernel's softirqs (include/linux/interrupt.h).</summary>
internal static class SoftirqNames
{
    private static readonly string[] s_names =
        ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"];

    /// <summary>The name of a vector.</summary>
    public static string Of(int vector) => (uint)vector < (uint)s_names.Length ? s_names[vector] : $"softirq {vector}";
}
