using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Engine;

/// <summary>The reference: one global queue, one process and one point in time after another. As plain as can be.</summary>
public static class SequentialEngine
{
    /// <summary>Runs the model's events with time below <paramref name="durationNs"/>.</summary>
    public static RunOutcome Run(
        ISimulationModel model, long durationNs, ITraceSink? trace = null, bool check = false, IProgress<long>? progress = null,
        bool balance = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Prepare(1);
        Effects effects = new(model, model.Publications) { Tracing = trace is not null };
        SortedSet<Message>?[] inboxes = new SortedSet<Message>?[model.ProcessCount];
        PriorityQueue<int, (long Time, int Process)> queue = new();
        List<Message> due = new(), sent = new();
        long steps = 0, undelivered = 0, peak = 0, reached = 0;

        foreach (Message message in model.FromOutside)
            (inboxes[message.Target] ??= new SortedSet<Message>(EventOrder.Instance)).Add(message);
        undelivered = model.FromOutside.Count;
        for (int p = 0; p < model.ProcessCount; p++) Enqueue(p);
        while (queue.TryDequeue(out int process, out (long Time, int Process) key) && key.Time < durationNs)
        {
            if (key.Time != Next(process)) continue;
            if ((++steps & 1023) == 0)
            {
                progress?.Report(key.Time);
                // The reference commits whole points in time only, so it stops before one.
                if (cancel.IsCancellationRequested && key.Time > reached) return Outcome(key.Time, false);
            }

            reached = key.Time;
            due.Clear();
            if (inboxes[process] is { } inbox)
            {
                while (inbox.Count > 0 && inbox.Min.Time == key.Time)
                {
                    due.Add(inbox.Min);
                    inbox.Remove(inbox.Min);
                }
            }

            undelivered -= due.Count;
            model.Execute(process, key.Time + 1, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(due), effects);
            if (effects.TakeFault() is { } fault) throw new BrokenRunException(fault);
            model.Publications.Offer(process, model);
            model.Publications.Publish(process);

            for (int i = 0; i < effects.MessageCount; i++)
            {
                ref Message message = ref effects.Messages[i];
                sent.Clear();
                if (message.Target == Message.Several) model.Expand(in message, 0, model.ProcessCount, sent);
                else sent.Add(message);
                foreach (Message one in sent)
                {
                    (inboxes[one.Target] ??= new SortedSet<Message>(EventOrder.Instance)).Add(one);
                    Enqueue(one.Target);
                }

                undelivered += sent.Count;
            }

            peak = Math.Max(peak, undelivered);
            model.Fold(0, process, effects.Statistics.AsSpan(0, effects.StatisticCount));
            if (effects.TraceCount > 0) trace!.Write(effects.Traces.AsSpan(0, effects.TraceCount));
            if (check) model.CheckInvariants(process);
            if (balance) model.CheckBalance([.. inboxes.OfType<SortedSet<Message>>().SelectMany(inbox => inbox)]);
            effects.Reset();
            Enqueue(process);
        }

        return Outcome(durationNs, true);

        long Next(int p)
        {
            long local = model.NextLocalNs(p);
            return inboxes[p] is { Count: > 0 } box ? Math.Min(local, box.Min.Time) : local;
        }

        void Enqueue(int p)
        {
            long next = Next(p);
            if (next != long.MaxValue) queue.Enqueue(p, (next, p));
        }

        RunOutcome Outcome(long time, bool complete) =>
            new(time, complete, steps, steps, effects.Executed, effects.Executed, steps == 0 ? 0 : 1, peak);
    }
}
