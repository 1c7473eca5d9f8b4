namespace Tickstorm.Hardware;

// The clock: devices are called at each of their events, in order.
public sealed partial class PcBoard
{
    private const long SettleLimit = 10_000, EventLimit = 500_000;

    /// <summary>The time, ns.</summary>
    public long NowNs { get; private set; }

    /// <summary>Lets a span pass, ns; the clock stops one before the end of time.</summary>
    public void StepBy(ulong ns)
    {
        ulong room = (ulong)(long.MaxValue - 1 - NowNs);
        StepTo(NowNs + (long)Math.Min(ns, room));
    }

    /// <summary>Lets time pass up to a point, ns; it never runs backwards.</summary>
    public void StepTo(long target)
    {
        target = Math.Max(target, NowNs);
        for (long i = 0; NextDeviceEvent() is long next && next <= target; i++)
        {
            // A step over more events than anybody would record shows the first of them only.
            NowNs = i < EventLimit ? Math.Max(NowNs, next) : target;
            Pit.Advance(NowNs);
            Hpet.Advance(NowNs);
            if (i > EventLimit) break;
        }

        NowNs = target;
        ExpireApicTimers();
    }

    /// <summary>When a device or an APIC's timer has its next event, ns; <see cref="long.MaxValue"/> if never.</summary>
    public long NextEventNs
    {
        get
        {
            long next = NextDeviceEvent();
            for (int i = 0; i < Bus.Count; i++) next = Math.Min(next, Bus[i].TimerExpiryNs);
            return next;
        }
    }

    /// <summary>Runs what a step made due at once.</summary>
    public void Settle()
    {
        for (int i = 0; i < SettleLimit && NextDeviceEvent() <= NowNs; i++)
        {
            Pit.Advance(NowNs);
            Hpet.Advance(NowNs);
        }

        ExpireApicTimers();
    }

    private long NextDeviceEvent() => Math.Min(Pit.NextEventNs, Hpet.NextEventNs);

    private void ExpireApicTimers()
    {
        for (int i = 0; i < Bus.Count; i++) Bus[i].ExpireTimerThrough(NowNs);
    }
}
