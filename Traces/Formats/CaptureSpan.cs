namespace Tickstorm.Traces.Formats;

/// <summary>
/// A stretch of time of one CPU of a real kernel: a handler, a softirq, a wait, or a tick's way from being due to being done.
/// </summary>
/// <param name="Name">What it is, as in "vector 236 local_timer".</param>
/// <param name="Cpu">Where.</param>
/// <param name="StartNs">When it began, by the capture's clock.</param>
/// <param name="EndNs">When it ended.</param>
/// <param name="Key">The name of its number, as in "irq.vector".</param>
/// <param name="Number">Its number.</param>
/// <param name="Task">The task that it interrupted; -1 when the capture does not say.</param>
internal readonly record struct CaptureSpan(string Name, int Cpu, long StartNs, long EndNs, string Key, long Number, int Task)
{
    /// <summary>How late the tick in it came, ns; null when there is none in it or it cannot be told.</summary>
    public long? LateNs { get; init; }
}
