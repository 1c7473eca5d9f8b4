using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

// What is done under the lock. Each section says when it ends.
internal sealed partial class BroadcastLock
{
    // tick_handle_periodic_broadcast and tick_handle_oneshot_broadcast: who is due, the IPIs one ICR write after the other, the device's
    // next expiry.
    private long Handle(in Waiter waiter, long now, long begins, Effects effects)
    {
        int cpu = waiter.Cpu;
        long at = begins, next = long.MaxValue;
        State.Handled++;
        if (_isPeriodic) _due.CopyFrom(_mask);
        else if (_timer.IsHrtimer && State.BoundOn != cpu) _due.Clear(); // The timer has moved to another CPU meanwhile.
        else (next, at) = Scan(cpu, now, at);
        bool here = _due.Contains(cpu), first = here && !_kernel.BroadcastLocalAfterUnlock;
        _due.Remove(cpu);
        if (first) at += State.HandlerNs;
        at = SendAll(in waiter, now, begins, at, effects);
        long timer = 0;
        if (next != long.MaxValue) (timer, at) = Program(cpu, next, at);
        // Its own handler runs in the section, or after it.
        long time = here && !first ? at : begins;
        Answer(
            now, cpu, time, BroadcastCall.Handle, here ? BroadcastFlags.RunsHere : BroadcastFlags.None, at - time,
            _timer.IsHrtimer ? timer : now, effects);
        return at;
    }

    // All events that have passed, and the first that has not.
    private (long NextNs, long AtNs) Scan(int cpu, long now, long at)
    {
        long next = long.MaxValue;
        State.NextNs = long.MaxValue;
        _due.Clear();
        for (int other = _mask.Next(0); other >= 0; other = _mask.Next(other + 1))
        {
            at += _costs.BroadcastScanPerCpu;
            if (_nextNs[other] > now)
            {
                next = Math.Min(next, _nextNs[other]);
                continue;
            }

            _due.Add(other);
            if (_kernel.BroadcastPendingMask && other != cpu) _pending.Add(other);
        }

        if (_forced.IsEmpty) return (next, at);
        _due.Add(_forced);
        _forced.Clear();
        _clears.Set(now, now, now);
        return (next, at);
    }

    // tick_do_broadcast: a CPU waits for those before it in the mask, and for the local handler where that comes first.
    private long SendAll(in Waiter waiter, long now, long begins, long at, Effects effects)
    {
        int writes = 0, last = -1;
        for (int target = _due.Next(0); target >= 0; target = _due.Next(target + 1))
        {
            int group = _icrWrites.GroupOf(target);
            if (group != last) writes++;
            last = group;
            long sent = at + writes * _writeNs, arrives = sent + _topology.IpiNs(waiter.Cpu, target);
            long waited = sent - _writeNs - waiter.RequestNs - _grantNs;
            // Nothing was armed for it: somebody else's event has come.
            if (!_isPeriodic && now - _nextNs[target] - _unarmedNs is > 0 and var unarmed) waited += unarmed;
            State.Sent++;
            if (effects.Tracing)
            {
                effects.Trace(new TraceRecord(
                    now, _ids.Broadcast, 0, TraceKind.IpiSent, waiter.Cpu, 0, _vector, LockLines.None, target, arrives));
            }

            Send(now, target, arrives, MessageKind.BroadcastIpi, _vector, waited, effects);
        }

        State.IcrWrites += writes;
        return at + writes * _writeNs;
    }

    // The CPU is about to sleep: the device is programmed if the CPU's event is before the device's.
    private long Enter(int cpu, long now, long at, Effects effects)
    {
        State.Enters++;
        long timer = 0;
        bool busy = _timer.IsHrtimer && State.BoundOn == cpu && State.NextNs != long.MaxValue || _forced.Contains(cpu)
            || !_guest.IsOnline(cpu, now);
        if (!busy && _mask.Contains(cpu))
        {
            State.Stale++;
        }
        else if (!busy)
        {
            _mask.Add(cpu);
            if (_nextNs[cpu] < State.NextNs)
            {
                (timer, at) = Program(cpu, _nextNs[cpu], at);
                busy = _timer.IsHrtimer;
            }
        }

        if (busy)
        {
            _mask.Remove(cpu);
            State.Busy++;
        }

        Answer(now, cpu, at, BroadcastCall.Enter, busy ? BroadcastFlags.IsBusy : BroadcastFlags.None, 0, timer, effects);
        return at;
    }

    private long Exit(int cpu, long now, long at, Effects effects)
    {
        State.Exits++;
        BroadcastFlags flags = BroadcastFlags.Arms;
        if (_mask.Contains(cpu))
        {
            _mask.Remove(cpu);
            if (_kernel.BroadcastPendingMask && _pending.Contains(cpu))
            {
                _pending.Remove(cpu);
                flags = BroadcastFlags.None;
            }
            else if (_kernel.BroadcastPendingMask && _nextNs[cpu] <= now)
            {
                _forced.Add(cpu);
                State.Forced++;
                flags = BroadcastFlags.IsForced;
            }
        }

        Answer(now, cpu, at, BroadcastCall.Exit, flags, 0, now, effects);
        return at;
    }

    private (long ExpiryNs, long AtNs) Program(int cpu, long next, long at)
    {
        (long expiry, long done) = _timer.Program(next, at);
        State.Programs++;
        State.NextNs = next;
        if (_timer.IsHrtimer) State.BoundOn = cpu;
        else (State.DeviceNs, State.DeviceLengthNs) = (expiry, expiry - done);
        return (expiry, done);
    }
}
