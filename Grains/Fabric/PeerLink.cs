using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Sends batches to the other silos of an epoch. None is acknowledged: who misses one asks for it, and a repeated one does no harm. Any
/// thread may use it.
/// </summary>
internal sealed class PeerLink(FabricClient fabrics, IFabricFaults faults, EpochPlan plan, int node)
{
    // Who settles windows with this silo is one exchange behind it at most.
    private readonly (Sent? Last, Sent? Before)[] _sent = new (Sent?, Sent?)[plan.Silos.Length];

    /// <summary>How long another silo's batch is waited for until it is asked for.</summary>
    public TimeSpan Patience => fabrics.Patience;

    /// <summary>Sends a batch; whether it arrives is not waited for.</summary>
    public void Send(int to, PeerBatch batch)
    {
        Sent sent = new(batch);
        lock (_sent) _sent[to] = (sent, _sent[to].Last);
        Put(to, sent).Ignore();
    }

    /// <summary>Sends the batch of an exchange again, if it has been made; else it is on its way when it has.</summary>
    public void Repeat(int to, StepId step)
    {
        (Sent? Last, Sent? Before) sent;
        lock (_sent) sent = _sent[to];
        Sent? wanted = sent.Last?.Batch.Step == step ? sent.Last : sent.Before?.Batch.Step == step ? sent.Before : null;
        if (wanted is not null) Put(to, wanted).Ignore();
    }

    /// <summary>Asks another silo for its batch of an exchange, until it has heard that.</summary>
    /// <exception cref="StaleEpochException">The other silo is in another epoch.</exception>
    /// <exception cref="UnreachableSiloException">The other silo is lost, or the way to it is cut.</exception>
    public Task Ask(int of, StepId step)
    {
        int tries = 0;
        return fabrics.Repeat(plan.Silos[of], async fabric =>
        {
            OrderFate fate = await faults.OnOrder(new OrderTry(plan.Silos[node], plan.Silos[of], ++tries));
            if (fate.Lost) throw new TimeoutException("The question was lost.");
            bool isThere = await fabric.Again(plan.Run, step, node);
            if (fate.Unanswered) throw new TimeoutException("The answer was lost.");
            return isThere ? plan : throw new StaleEpochException($"{plan.Silos[of]} is not in epoch {step.Epoch} of {plan.Run}.");
        });
    }

    private async Task Put(int to, Sent sent)
    {
        IFabricService fabric = fabrics.Of(plan.Silos[to]);
        int tries = Interlocked.Increment(ref sent.Tries);
        BatchFate fate = await faults.OnSend(new BatchTry(plan.Silos[node], plan.Silos[to], sent.Batch, tries));
        if (fate.Lost) return;
        await fabric.Put(sent.Batch);
        if (fate.RepeatedAfterMs is not { } later) return;
        // Rounds later, perhaps epochs: the receiver has to notice.
        await Task.Delay(later);
        await fabric.Put(sent.Batch);
    }

    private sealed class Sent(PeerBatch batch)
    {
        public int Tries;

        public PeerBatch Batch => batch;
    }
}
