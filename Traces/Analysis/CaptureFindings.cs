namespace Tickstorm.Traces.Analysis;

/// <summary>A tick that came late.</summary>
/// <param name="TimeNs">When it started, ns of the capture's clock.</param>
/// <param name="Cpu">Where.</param>
/// <param name="Task">The task that it interrupted; null when the capture does not say.</param>
/// <param name="Pid">Its number.</param>
/// <param name="LatenessNs">From when it was due to when the kernel began to do it, ns.</param>
/// <param name="Cause">The largest part of the wait.</param>
/// <param name="Parts">The wait in parts, ns; they add up to the lateness.</param>
public sealed record WorstTick(
    long TimeNs, int Cpu, string? Task, int? Pid, long LatenessNs, string Cause, IReadOnlyList<(string Part, long Ns)> Parts);

/// <summary>The time that one kind of softirq took on all CPUs.</summary>
public sealed record SoftirqTime(int Vector, string Name, long Count, long TotalNs, long MaxNs);

/// <summary>How often the kernel decided to stop the tick, or not to, and what forbade it.</summary>
public sealed record TickStopCount(bool Stopped, string Dependency, long Count);

/// <summary>Timer interrupts that one CPU hands to the others by IPI.</summary>
/// <param name="Sent">Broadcasts.</param>
/// <param name="Merged">How many of them each CPU did not see, because one was still pending.</param>
public sealed record BroadcastSummary(long Sent, IReadOnlyList<(int Cpu, long Merged)> Merged);
