using System.Diagnostics;

namespace Tickstorm.Grains.Runs;

/// <summary>A checkpoint whose state is taken: it exists when its blocks, and then the run's record, are written.</summary>
internal sealed class OpenCheckpoint(long id, Activity? span)
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its number.</summary>
    public long Id => id;

    /// <summary>Its span in wall time, which begins a trace and ends when it exists.</summary>
    public Activity? Span => span;

    /// <summary>Completes when all silos have written their blocks.</summary>
    public Task Stored => _stored.Task;

    /// <summary>Completes when it exists.</summary>
    public Task Recorded { get; set; } = Task.CompletedTask;

    /// <summary>All silos have written their blocks.</summary>
    public void IsStored() => _stored.TrySetResult();

    /// <summary>The epoch is over: what is not stored will not be.</summary>
    public void Abandon() => _stored.TrySetCanceled();
}
