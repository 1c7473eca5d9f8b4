namespace Tickstorm.Kernel;

// Ticks and jiffies.
public static partial class SwitchTable
{
    /// <summary>tick_setup_sched_timer.</summary>
    public static KernelSwitch<string> Skew { get; } = Word(
        "skew", "the offset (T/2)/N x CPU of the high-resolution tick",
        "kernel/time/tick-sched.c tick_setup_sched_timer", true,
        new(Start, "none"), new("2.6.23", "always", "3704540b482"), new("2.6.36", "none", "af5ab277ded"),
        new("3.5", "with skew_tick=1", "5307c9556bc1"));

    /// <summary>MAX_STALLED_JIFFIES.</summary>
    public static KernelSwitch<int> StalledJiffies { get; } = Count(
        "stalledJiffies", "a CPU that finds jiffies unchanged this many of its own ticks running updates them (not with periodic ticks)",
        "kernel/time/tick-sched.c tick_sched_do_timer", true, value => value == 0 ? "none" : $"{value}",
        new(Start, 0), new("5.18", 5, "a1ff03cd6fb9", "[K] the version; 5.17-rc5 and 5.19 were read"));

    /// <summary>tick_limited_update_jiffies64.</summary>
    public static KernelSwitch<bool> JiffiesGate { get; } = Flag(
        "jiffiesGate", "one CPU at a time makes that update; the others try again with their next tick",
        "kernel/time/tick-sched.c tick_limited_update_jiffies64", true, new(Start, false), new("6.19", true, "4138787408aa"));

    /// <summary>do_timer_last.</summary>
    public static KernelSwitch<bool> DoTimerLast { get; } = Flag(
        "doTimerLast", "a CPU that stops its tick and drops the timekeeper's duty limits its sleep (tick.maxDeferment)",
        "kernel/time/tick-sched.c tick_nohz_stop_sched_tick", true, new(Start, false), new("2.6.33", true, "27185016b80"));

    /// <summary>can_stop_full_tick.</summary>
    public static KernelSwitch<bool> NoHzFull { get; } = Flag(
        "nohzFull", "nohz_full= CPUs stop their tick while one task runs; then the CPU with the timekeeper's duty never stops its own",
        "kernel/time/tick-sched.c can_stop_full_tick, can_stop_idle_tick", true, new(Start, false), new("3.10", true));

    /// <summary>scheduler_tick_max_deferment.</summary>
    public static KernelSwitch<bool> NoHzFullResidualTick { get; } = Flag(
        "nohzFullResidualTick", "such a CPU ticks once a second all the same; later another CPU does that work (sched_tick_remote)",
        "kernel/sched/core.c scheduler_tick_max_deferment", true,
        new(Start, false), new("3.10", true), new("4.17", false, "d84b31313ef8", "[K] the version and the commit"));

    /// <summary>cpuidle's stop_tick.</summary>
    public static KernelSwitch<bool> GovernorKeepsTick { get; } = Flag(
        "governorKeepsTick", "the idle governor keeps the tick when a timer, hrtimers included, is due within a period",
        "kernel/sched/idle.c cpuidle_idle_call, drivers/cpuidle/governors/menu.c", true,
        new(Start, false), new("4.17", true, "554c8aa8ecad", "[K] the version and the commit"));

    /// <summary>rcu_needs_cpu.</summary>
    public static KernelSwitch<bool> RcuWaitsKeepTick { get; } = Flag(
        "rcuWaitsKeepTick", "an idle CPU that a grace period waits for goes on ticking; later it is found idle after 3 jiffies",
        "kernel/rcuclassic.c rcu_needs_cpu, kernel/rcutree.c", true, new(Start, true), new("2.6.29", false, null, "[K] the version"));

    /// <summary>MAX_SOFTIRQ_TIME.</summary>
    public static KernelSwitch<bool> SoftirqTimeLimit { get; } = Flag(
        "softirqTimeLimit", "softirqs are left to ksoftirqd after 2 ms too; before, only after 10 restarts",
        "kernel/softirq.c __do_softirq", true, new(Start, false), new("3.9", true, "c10d73671ad3", "[K] the version and the commit"));

    /// <summary>hrtimer_interrupt.</summary>
    public static KernelSwitch<string> HrtimerHangGuard { get; } = Word(
        "hrtimerHangGuard", "what ends an hrtimer_interrupt that finds new timers expired again and again",
        "kernel/hrtimer.c hrtimer_interrupt", false,
        new(Start, "nothing"), new("2.6.29", LongerMinDelta), new("2.6.33", ThreePasses, "41d2e494937"));

    internal const string LongerMinDelta = "a longer min_delta, each 5th pass";

    internal const string ThreePasses = "3 passes";

    /// <summary>call_lock.</summary>
    public static KernelSwitch<bool> GlobalCallLock { get; } = Flag(
        "globalCallLock", "one call_lock: one smp_call_function in flight in the whole machine; later queues of each CPU",
        "arch/x86/kernel/smp_32.c smp_call_function_mask, kernel/smp.c", true, new(Start, true), new("2.6.27", false, "3d442233271"));

    /// <summary>Spinlocks.</summary>
    public static KernelSwitch<string> Spinlocks { get; } = Word(
        "spinlocks", "who gets a released spinlock; the scenario says it (lock.fairness)",
        "include/asm-x86/spinlock.h, arch/x86/Kconfig", false,
        new(Start, "unfair"), new("2.6.25", "ticket", "314cdbefd1f"), new("4.2", "queued", null, "[K] the commit was not looked up"));

    private static IEnumerable<KernelSwitch> Time() =>
        [
        Skew, StalledJiffies, JiffiesGate, DoTimerLast, NoHzFull, NoHzFullResidualTick, GovernorKeepsTick, RcuWaitsKeepTick,
        SoftirqTimeLimit, .. Broadcast(), .. Hotplug(), HrtimerHangGuard, GlobalCallLock, Spinlocks,
    ];
}
