using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>How the parallel engine runs.</summary>
public sealed record WindowOptions
{
    /// <summary>Worker threads, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The window in ns; 0 means adaptive.</summary>
    public long WindowNs { get; init; }

    /// <summary>True to check every process's invariants at each commit.</summary>
    public bool Check { get; init; }

    /// <summary>True to hold what all processes have sent and taken against what is under way at each commit; it is slow.</summary>
    public bool Balance { get; init; }

    /// <summary>Events of a window below which waking the other threads costs more than they save.</summary>
    public long SmallWindow { get; init; } = 500;

    /// <summary>Messages that may wait in all inboxes together before windows are shortened; 0 means by the number of processes.</summary>
    public long MostWaiting { get; init; }
}

/// <summary>
/// The window-fixpoint engine: processes run ahead through a window by themselves, and again when what they received changes.
/// </summary>
public static class ParallelEngine
{
    /// <summary>
    /// Runs the model's events with time below <paramref name="durationNs"/>. The result is that of the sequential engine, bit for bit.
    /// </summary>
    public static RunOutcome Run(
        ISimulationModel model, long durationNs, WindowOptions options, ITraceSink? trace = null, IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return new ParallelRun(model, durationNs, options, trace, progress, cancel).Execute();
    }
}
