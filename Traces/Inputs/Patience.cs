using System.Runtime.ExceptionServices;

namespace Tickstorm.Traces.Inputs;

/// <summary>Waits for what the system does in its own time, no longer than the user wants.</summary>
internal static class Patience
{
    /// <summary>The result of <paramref name="blocking"/>, which is left to itself once the wait is given up.</summary>
    /// <exception cref="OperationCanceledException">The user does not want to wait any longer.</exception>
    public static T Wait<T>(Func<T> blocking, CancellationToken cancel)
    {
        if (!cancel.CanBeCanceled) return blocking();
        // A thread of its own: one that waits for ever must not be taken from the pool.
        Task<T> task = Task.Factory.StartNew(blocking, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            task.Wait(cancel);
        }
        catch (AggregateException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
        }

        return task.Result;
    }
}
