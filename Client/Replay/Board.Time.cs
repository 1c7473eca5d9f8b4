namespace Tickstorm.Client.Replay;

// The clock: devices are called at each of their events, in order.
internal sealed partial class Board
{
    private const long SettleLimit = 10_000, EventLimit = 500_000;

    internal void StepBy(ulong ns)
    {
        ulong room = (ulong)(long.MaxValue - 1 - _now);
        StepTo(_now + (long)Math.Min(ns, room));
    }

    internal void StepTo(long target)
    {
        target = Math.Max(target, _now);
        for (long i = 0; NextDeviceEvent() is long next && next <= target; i++)
        {
            // A step over more events than anybody would record shows the first of them only.
            _now = i < EventLimit ? Math.Max(_now, next) : target;
            _pit.Advance(_now);
            _hpet.Advance(_now);
            if (i > EventLimit)
            {
                break;
            }
        }

        _now = target;
        ExpireApicTimers();
    }

    /// <summary>To the recorder's time, if it is known; else to the next event of ours.</summary>
    internal void StepToNext(Step step)
    {
        if (step.Has("now"))
        {
            StepTo(step.Time("now") ?? _now);
            return;
        }

        long next = NextDeviceEvent();
        for (int i = 0; i < _bus.Count; i++)
        {
            next = Math.Min(next, _bus[i].TimerExpiryNs);
        }

        if (next < long.MaxValue)
        {
            StepTo(next);
        }
    }

    /// <summary>Runs what a step made due at once.</summary>
    internal void Settle()
    {
        for (int i = 0; i < SettleLimit && NextDeviceEvent() <= _now; i++)
        {
            _pit.Advance(_now);
            _hpet.Advance(_now);
        }

        ExpireApicTimers();
    }

    private long NextDeviceEvent() => Math.Min(_pit.NextEventNs, _hpet.NextEventNs);

    private void ExpireApicTimers()
    {
        for (int i = 0; i < _bus.Count; i++)
        {
            _bus[i].ExpireTimerThrough(_now);
        }
    }
}
