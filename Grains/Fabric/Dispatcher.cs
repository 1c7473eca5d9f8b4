namespace Tickstorm.Grains.Fabric;

/// <summary>Calls many grains, at most 1,000 at a time.</summary>
internal static class Dispatcher
{
    private const int InFlight = 1000;

    // About a millisecond of calls that are answered at once, without a grain's turn.
    private const int MostWithoutYield = 10_000;

    /// <summary>
    /// Makes a call for each process, and hands each answer over in the order of the calls. One that was not answered is made again;
    /// without <paramref name="unheard"/> it fails.
    /// </summary>
    public static async Task ForEach<T>(
        IReadOnlyList<int> processes, Func<int, ValueTask<T>> call, Action<int, T> answer, UnheardGrains? unheard = null)
    {
        WallSpans.Silence();
        ValueTask<T>[] calls = new ValueTask<T>[Math.Min(InFlight, processes.Count)];
        int issued = 0;
        try
        {
            for (int done = 0; done < processes.Count; done++)
            {
                while (issued < processes.Count && issued - done < calls.Length)
                {
#pragma warning disable CA2012 // Each is kept in its place in the ring until it is awaited, once.
                    calls[issued % calls.Length] = call(processes[issued]);
#pragma warning restore CA2012
                    issued++;
                }

                if (done % MostWithoutYield == MostWithoutYield - 1) await Task.Yield();
                ValueTask<T> next = calls[done % calls.Length];
                calls[done % calls.Length] = default;
                T came;
                try
                {
                    came = await next;
                }
                catch (Exception failure) when (unheard is not null && UnheardGrains.IsOfTheWay(failure))
                {
                    came = await unheard.Again(processes[done], call, failure);
                }

                answer(processes[done], came);
            }
        }
        catch
        {
            // The others' answers no longer matter, but a failure must not go unobserved.
            foreach (ValueTask<T> open in calls)
            {
                if (!open.IsCompletedSuccessfully) _ = open.AsTask().ContinueWith(static t => t.Exception, TaskScheduler.Default);
            }

            throw;
        }
    }
}
