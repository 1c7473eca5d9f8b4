using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Batches that have come from the other silos, by round. A round is complete when each of them has sent its one. What does not come is
/// asked for. Any thread may use it.
/// </summary>
internal sealed class PeerExchange(int silos, int node, PeerLink link)
{
    // How many times as long as at first one that does not come is waited for at most.
    private const int MostPatience = 40;
    private readonly object _gate = new();
    private readonly Dictionary<(long Window, int Round), Arrivals> _rounds = [];
    private Exception? _broken;
    private (long Window, int Round) _closed;

    /// <summary>Takes a batch; one that came before, or belongs to a closed round, is ignored.</summary>
    public void Take(PeerBatch batch)
    {
        (long, int) round = (batch.Step.Window, batch.Step.Round);
        lock (_gate)
        {
            if (round.CompareTo(_closed) <= 0) return;
            Arrivals arrivals = Of(round);
            if (arrivals.Batches[batch.From] is not null) return;
            arrivals.Batches[batch.From] = batch;
            if (++arrivals.Count < silos - 1) return;
            arrivals.Complete.TrySetResult();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// All batches of a round by sender, own place empty. There is no time limit: another silo may be at work for long.
    /// </summary>
    /// <exception cref="StaleEpochException">Another silo is in another epoch.</exception>
    /// <exception cref="UnreachableSiloException">Another silo is lost, or the way to it is cut.</exception>
    public async Task<PeerBatch?[]> Await(StepId step)
    {
        (long, int) round = (step.Window, step.Round);
        Arrivals arrivals;
        lock (_gate)
        {
            arrivals = Of(round);
            if (arrivals.Count < silos - 1 && _broken is not null) throw _broken;
        }

        Task complete = silos > 1 ? arrivals.Complete.Task : Task.CompletedTask;
        TimeSpan patience = link.Patience, longest = patience * MostPatience;
        while (!complete.IsCompleted && await Task.WhenAny(complete, Task.Delay(patience)) != complete)
        {
            Task asked = Task.WhenAll(Missing(arrivals).Select(silo => link.Ask(silo, step)));
            asked.Ignore();
            if (await Task.WhenAny(complete, asked) == asked) await asked;
            if (patience < longest) patience *= 2;
        }

        await complete;
        lock (_gate)
        {
            _rounds.Remove(round);
            _closed = round;
        }

        return arrivals.Batches;
    }

    /// <summary>As <see cref="Await"/>, for a thread of its own: it is woken by who brings the last batch.</summary>
    public PeerBatch?[] Wait(StepId step)
    {
        long begun = Environment.TickCount64, patience = (long)link.Patience.TotalMilliseconds;
        lock (_gate)
        {
            Arrivals arrivals = Of((step.Window, step.Round));
            long left = patience;
            while (left > 0 && arrivals.Count < silos - 1 && _broken is null)
            {
                Monitor.Wait(_gate, (int)left);
                left = patience - (Environment.TickCount64 - begun);
            }
        }

        return Await(step).GetAwaiter().GetResult();
    }

    /// <summary>Nothing more will come: whoever waits is told why.</summary>
    public void Break(Exception why)
    {
        lock (_gate)
        {
            _broken = why;
            foreach (Arrivals arrivals in _rounds.Values) arrivals.Complete.TrySetException(why);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Throws what this was broken with.</summary>
    public void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } why) throw why;
    }

    private int[] Missing(Arrivals arrivals)
    {
        lock (_gate) return [.. Enumerable.Range(0, silos).Where(silo => silo != node && arrivals.Batches[silo] is null)];
    }

    private Arrivals Of((long, int) round)
    {
        if (!_rounds.TryGetValue(round, out Arrivals? arrivals)) _rounds[round] = arrivals = new Arrivals(silos);
        return arrivals;
    }

    private sealed class Arrivals(int silos)
    {
        public PeerBatch?[] Batches { get; } = new PeerBatch?[silos];

        public int Count { get; set; }

        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
