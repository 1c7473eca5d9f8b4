namespace Tickstorm.Processes.Cores;

/// <summary>A core's part of the job.</summary>
internal struct Job
{
    /// <summary>When its step began; when it ends unless an interrupt comes, ns; <see cref="long.MaxValue"/> at the barrier.</summary>
    public long StartNs, EndNs;

    /// <summary>The CPU's time in interrupts when the step began, ns.</summary>
    public long TakenNs;

    /// <summary>The step would end, and does after the interrupt that the CPU is in.</summary>
    public bool IsDue;
}
