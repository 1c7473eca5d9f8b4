namespace Tickstorm.Kernel;

// CPUs that go offline.
public static partial class SwitchTable
{
    /// <summary>tick_handover_do_timer.</summary>
    public static KernelSwitch<bool> DutyLeavesDying { get; } = Flag(
        "dutyLeavesDying",
        "a CPU that goes offline hands the timekeeper's duty to the first online CPU while it dies; before, that was done when it was "
            + "dead, which the CPU that takes it down waits for by jiffies",
        "kernel/time/tick-common.c tick_handover_do_timer, tick_shutdown", true,
        new(Start, false), new("2.6.29", true, "94df7de0289"));

    /// <summary>tick_nohz_stop_sched_tick of an offline CPU.</summary>
    public static KernelSwitch<bool> OfflineDropsDuty { get; } = Flag(
        "offlineDropsDuty", "with NO_HZ an offline CPU drops the timekeeper's duty when it comes to its idle loop",
        "kernel/time/tick-sched.c tick_nohz_stop_sched_tick", true, new(Start, false), new("2.6.23", true, "5e41d0d60a5"));

    /// <summary>tick_setup_device of a CPU that comes online.</summary>
    public static KernelSwitch<bool> OnlineTakesDuty { get; } = Flag(
        "onlineTakesDuty", "a CPU that comes online takes the timekeeper's duty when nobody has it, as if it were the boot CPU",
        "kernel/time/tick-common.c tick_setup_device", true, new(Start, true), new("2.6.27", false, "6441402b1f1"));

    /// <summary>native_cpu_die.</summary>
    public static KernelSwitch<bool> DeathWaitsForJiffies { get; } = Flag(
        "deathWaitsForJiffies",
        "the CPU that takes another one down sleeps 100 ms at a time until that is dead; its timers move only then. Later it is woken",
        "arch/x86/kernel/smpboot.c native_cpu_die", true, new(Start, true),
        new("3.19", false, null, "[K] the version; 3.16 and 3.19.8 were read"));

    private static IEnumerable<KernelSwitch> Hotplug() => [DutyLeavesDying, OfflineDropsDuty, OnlineTakesDuty, DeathWaitsForJiffies];
}
