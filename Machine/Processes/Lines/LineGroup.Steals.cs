using Tickstorm.Engine;

namespace Tickstorm.Processes.Lines;

// pv-qspinlock from 4.5 on: a lock whose next waiter has halted is free, and that one is kicked. Until it is back, whoever comes takes the
// lock past it: with one look at its coming (pv_queued_spin_steal_lock), from 4.15 on for as long as the next waiter is away
// (pv_hybrid_queued_unfair_trylock).
internal sealed partial class LineGroup
{
    private readonly bool _kicks, _stealsLater;

    // Who has the lock next; false for nobody, for the time being.
    private bool Choose(ref LineState line, LockQueue queue, long now, out Waiter waiter, Effects effects)
    {
        if (!_kicks || queue.Head.HaltedNs == 0)
        {
            waiter = queue.Pick();
            return true;
        }

        waiter = default;
        ref Waiter head = ref queue.Head;
        if (head.Kicked == 0)
        {
            head.Kicked = 1;
            Send(now, head.Cpu, now + _section.GrantNs, MessageKind.Kick, line.Number, 0, effects);
        }

        // Who asked while the lock was held has looked once, and queues.
        int thief = queue.FirstSpinnerSince(_stealsLater ? head.HaltedNs : Math.Max(now, line.FreeNs));
        line.AcquireNs = long.MaxValue;
        if (thief < 0) return false;
        waiter = queue.Take(thief);
        State.Steals++;
        return true;
    }

    private void OnSpinHalt(in Message message)
    {
        int slot = Table.SlotOf((int)message.A);
        if (slot < 0) return;
        Table.Touch(slot);
        LockQueue queue = Table.Queues[slot];
        int place = queue.PlaceOf(message.Source, FirstOperation);
        // It was given the lock meanwhile.
        if (place < 0) return;
        ref Waiter waiter = ref queue.At(place);
        waiter.HaltedNs = message.B == 0 ? message.Time : 0;
        waiter.Kicked = 0;
        ref LineState line = ref Table.Lines[slot];
        if (message.B == 1 && line.AcquireNs == long.MaxValue && line.Holder < 0 && line.FreeNs != long.MaxValue)
            line.AcquireNs = Math.Max(message.Time, line.FreeNs);
    }
}
