namespace Tickstorm.Processes;

/// <summary>How a CPU is, as far as its kernel's detectors see it.</summary>
internal enum CpuHealth : byte
{
    /// <summary>It ticks and schedules, or idles.</summary>
    Well,

    /// <summary>It runs a task, and has not ticked for some time.</summary>
    Silent,

    /// <summary>It ticks, and its task does not let anybody else run.</summary>
    Stuck,
}
