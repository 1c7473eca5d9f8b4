using System.Diagnostics;

namespace Tickstorm.Engine.Window;

// What goes to the other silos in an exchange, and what comes from them.
internal sealed partial class WindowTeam
{
    private long _exchangeTicks;

    /// <summary>What exchanges have taken since this was last asked, the waiting for the others included. Between orders.</summary>
    public TimeSpan TakeExchangeTime()
    {
        TimeSpan taken = Stopwatch.GetElapsedTime(0, _exchangeTicks);
        _exchangeTicks = 0;
        return taken;
    }

    private void Exchange(ref RoundReport sum)
    {
        long begun = Stopwatch.GetTimestamp();
        _exchanges++;
        PublishedWrite[]?[]? published = _model.Publications.Changes();
        PeerRound[] batches = new PeerRound[Map.Others];
        for (int i = 0; i < batches.Length; i++)
        {
            int to = i < Map.FirstWorker ? i : i + Map.Workers;
            (byte[] packed, int messages) = Pack(in sum, to);
            batches[i] = new PeerRound(_window, _exchanges, packed, messages, published);
        }

        foreach (PeerRound came in _peers!.Exchange(batches))
        {
            RoundReport theirs = PackedRound.Read(came.Packed, _take);
            sum.Add(in theirs);
            if (came.Published is null) continue;
            foreach (int writer in _model.Publications.Writers()) _model.Publications.Offer(writer, came.Published);
        }

        _exchangeTicks += Stopwatch.GetTimestamp() - begun;
    }

    private (byte[] Packed, int Messages) Pack(in RoundReport report, int to)
    {
        int removed = 0, inserted = 0;
        foreach (Worker worker in _workers)
        {
            removed += worker.OutgoingTo(to).Removed.Length;
            inserted += worker.OutgoingTo(to).Inserted.Length;
        }

        _packed.Begin(in report);
        _packed.Count(removed);
        foreach (Worker worker in _workers)
            foreach (ref readonly Message message in worker.OutgoingTo(to).Removed) _packed.Add(in message);
        _packed.Count(inserted);
        foreach (Worker worker in _workers)
            foreach (ref readonly Message message in worker.OutgoingTo(to).Inserted) _packed.Add(in message);
        return (_packed.ToBytes(), removed + inserted);
    }

    // A record to several goes to each worker that has some of the receivers.
    private void Take(Message message, bool isRemoved)
    {
        int first = 0, last = 0;
        if (message.Target != Message.Several)
        {
            first = last = Map.Of(message.Target) - Map.FirstWorker;
        }
        else
        {
            (int from, int end) = _model.ReachOf(in message);
            first = Math.Max(0, Map.Of(from) - Map.FirstWorker);
            last = Math.Min(Map.Workers - 1, Map.Of(end - 1) - Map.FirstWorker);
        }

        for (int w = first; w <= last; w++)
        {
            if (isRemoved) _workers[w].Abroad.Remove(in message);
            else _workers[w].Abroad.Insert(in message);
        }
    }
}
