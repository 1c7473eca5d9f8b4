using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>How the broadcast device is programmed for one expiry: what it costs, and what its counter can reach.</summary>
internal sealed class BroadcastTimer
{
    // pit_clockevent: clockevent_delta2ns(0xF) and (0x7FFF); hpet_clockevent: HPET_MIN_PROG_DELTA and 0x7FFFFFFF.
    private const long PitMinClocks = 0xf, PitMaxClocks = 0x7fff, HpetMinClocks = 192, HpetMaxClocks = 0x7fff_ffff;

    private readonly BroadcastDevice _device;
    private readonly long _costNs;

    public BroadcastTimer(BroadcastDevice device, Costs costs)
    {
        _device = device;
        (_costNs, MinNs, MaxNs) = device switch
        {
            BroadcastDevice.Pit => (costs.BroadcastPit, PitClock.NsAfter(PitMinClocks), PitClock.NsAfter(PitMaxClocks)),
            BroadcastDevice.Hpet => (costs.BroadcastHpet, HpetClock.NsAfter(HpetMinClocks), HpetClock.NsAfter(HpetMaxClocks)),
            _ => (0L, 1L, long.MaxValue / 2),
        };
    }

    /// <summary>Its min_delta_ns and max_delta_ns.</summary>
    public long MinNs { get; }

    /// <inheritdoc cref="MinNs"/>
    public long MaxNs { get; }

    /// <summary>True when it is an hrtimer.</summary>
    public bool IsHrtimer => _device == BroadcastDevice.Hrtimer;

    /// <summary>clockevents_program_event, forced: when it expires, and when the CPU has programmed it, ns.</summary>
    public (long ExpiryNs, long DoneNs) Program(long targetNs, long now)
    {
        long delta = Math.Clamp(targetNs - now, MinNs, MaxNs), done = now + _costNs;
        return _device switch
        {
            // It counts from the last port access on; the HPET's comparator is absolute.
            BroadcastDevice.Pit => (done + PitClock.NsAfter(PitClock.Clocks(delta)), done),
            BroadcastDevice.Hpet => (Math.Max(done + 1, now + HpetClock.NsAfter(HpetClock.Clocks(delta))), done),
            _ => (now + delta, done),
        };
    }
}
