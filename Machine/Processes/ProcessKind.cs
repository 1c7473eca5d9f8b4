namespace Tickstorm.Processes;

/// <summary>What a logical process is.</summary>
public enum ProcessKind
{
    /// <summary>A virtual CPU with its local APIC.</summary>
    Core,

    /// <summary>An IO-APIC with its lock and lines.</summary>
    IoApic,

    /// <summary>A line that is routed through no IO-APIC.</summary>
    Line,

    /// <summary>The legacy devices.</summary>
    Legacy,

    /// <summary>A lock of the kernel.</summary>
    Lock,

    /// <summary>A host CPU that vCPUs share.</summary>
    HostCpu,

    /// <summary>The kernel's detectors.</summary>
    Detectors,

    /// <summary>The barrier of a job.</summary>
    Job,

    /// <summary>call_lock.</summary>
    CallLock,

    /// <summary>tick_broadcast_lock, its masks and its one-shot device.</summary>
    Broadcast,

    /// <summary>A tlbstate_lock.</summary>
    ShootDownLock,
}
