namespace Tickstorm.Processes.Cores;

// What a trace of anomalies asks of a core at a commit.
internal sealed partial class CoreModel
{
    /// <summary>True when interrupts of the cores may meet each other at a line or lock.</summary>
    public bool MeetsOthers => _meetsOthers;

    /// <summary>How many of its interrupts were not as they should be.</summary>
    public static ulong Anomalies(ref Core core) => (ulong)core.Late + core.Coalesced + core.Dropped + core.Masked + core.SpuriousRuns;

    /// <summary>True when an interrupt has begun and not ended.</summary>
    public static bool IsOpen(ref Core core) => core.WaitingTickNs >= 0 || core.Step is not (CpuStep.None or CpuStep.IrqsOff);
}
