using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Batches that have come from the other silos, by round. A round is complete when each of them has sent its one. Any thread may use it.
/// </summary>
internal sealed class PeerExchange(int silos)
{
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
            if (++arrivals.Count == silos - 1) arrivals.Complete.TrySetResult();
        }
    }

    /// <summary>
    /// All batches of a round by sender, own place empty. There is no time limit: who sends repeats a batch until it is here, and who
    /// cannot makes the round fail, which breaks this.
    /// </summary>
    public async Task<PeerBatch?[]> Await(StepId step)
    {
        (long, int) round = (step.Window, step.Round);
        Task complete = Task.CompletedTask;
        Arrivals arrivals;
        lock (_gate)
        {
            arrivals = Of(round);
            if (arrivals.Count < silos - 1)
            {
                if (_broken is not null) throw _broken;
                complete = arrivals.Complete.Task;
            }
        }

        await complete;
        lock (_gate)
        {
            _rounds.Remove(round);
            _closed = round;
        }

        return arrivals.Batches;
    }

    /// <summary>Nothing more will come: whoever waits is told why.</summary>
    public void Break(Exception why)
    {
        lock (_gate)
        {
            _broken = why;
            foreach (Arrivals arrivals in _rounds.Values) arrivals.Complete.TrySetException(why);
        }
    }

    /// <summary>Throws what this was broken with.</summary>
    public void ThrowIfBroken()
    {
        if (Volatile.Read(ref _broken) is { } why) throw why;
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
