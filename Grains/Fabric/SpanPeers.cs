using System.Diagnostics;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Engine.Window;

namespace Tickstorm.Grains.Fabric;

/// <summary>The other silos of a span: what its workers exchange with them travels as batches between the fabrics.</summary>
internal sealed class SpanPeers(PeerLink link, PeerExchange exchange, EpochPlan plan, int node) : IWindowPeers
{
    private long _bytes, _messages, _waited;

    /// <inheritdoc/>
    public PeerRound[] Exchange(PeerRound[] batches)
    {
        StepId step = new(plan.Epoch, batches[0].Window, batches[0].Number);
        for (int i = 0; i < batches.Length; i++)
        {
            PeerRound batch = batches[i];
            _bytes += batch.Packed.Length;
            _messages += batch.Messages;
            ClusterMeter.BatchBytes.Add(batch.Packed.Length);
            link.Send(Other(i), new PeerBatch(plan.Run, step, node, batch.Messages, batch.Packed, batch.Published));
        }

        long begun = Stopwatch.GetTimestamp();
        PeerBatch?[] came = exchange.Wait(step);
        _waited += Stopwatch.GetTimestamp() - begun;
        PeerRound[] rounds = new PeerRound[batches.Length];
        for (int i = 0; i < rounds.Length; i++)
        {
            PeerBatch batch = came[Other(i)]!;
            rounds[i] = new PeerRound(batch.Step.Window, batch.Step.Round, batch.Packed, batch.Lists, batch.Published);
        }

        return rounds;
    }

    /// <inheritdoc/>
    public void ThrowIfOver() => exchange.ThrowIfBroken();

    /// <summary>What was sent, and how long was waited, since this was last asked.</summary>
    public (long Bytes, long Messages, TimeSpan Waited) TakeCosts()
    {
        (long, long, TimeSpan) costs = (_bytes, _messages, Stopwatch.GetElapsedTime(0, _waited));
        _bytes = _messages = _waited = 0;
        return costs;
    }

    private int Other(int i) => i < node ? i : i + 1;
}
