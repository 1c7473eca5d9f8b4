namespace Tickstorm.Grains.Runs;

/// <summary>Something has changed: whoever waits looks again. For the turns of one grain only; it is not safe between threads.</summary>
internal sealed class Signal
{
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next change. Take it before looking at what may change.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Something has changed.</summary>
    public void Raise()
    {
        TaskCompletionSource? waited = _next;
        _next = null;
        waited?.TrySetResult();
    }

    /// <summary>Waits until something holds; false when it did not in time, or the waiting was ended.</summary>
    public async Task<bool> Until(Func<bool> holds, TimeSpan timeout, CancellationToken cancel = default)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(timeout);
        while (!holds())
        {
            await Next.WaitAsync(over.Token).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (over.IsCancellationRequested) return holds();
        }

        return true;
    }
}
