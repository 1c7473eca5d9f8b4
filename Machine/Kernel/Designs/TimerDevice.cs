namespace Tickstorm.Kernel.Designs;

/// <summary>What a CPU's kernel arms for its next tick.</summary>
public enum TimerDevice
{
    /// <summary>The local APIC's count, or an alarm in its place: so much from now on.</summary>
    Count,

    /// <summary>IA32_TSC_DEADLINE: a time of the TSC.</summary>
    TscDeadline,

    /// <summary>Xen's set_timer_op: a time of the system, ns.</summary>
    XenTimerOp,

    /// <summary>Xen's VCPUOP_set_singleshot_timer: the same, which refuses the past while the kernel asks for that.</summary>
    XenSingleshot,

    /// <summary>Hyper-V's synthetic timer 0: a time of the reference counter, which counts 100 ns.</summary>
    HyperVStimer,
}
