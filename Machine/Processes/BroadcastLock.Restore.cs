using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

// The guest is saved and restored: the device's counter is what a hypervisor writes into a new one, and the events that the kernel waits
// for are due earlier by what its clock shows more.
internal sealed partial class BroadcastLock
{
    private readonly long _requestNs, _endNs;

    private long NextRestoreNs =>
        _isPeriodic || State.Restored == _guest.Snapshots.Length ? long.MaxValue : _guest.Snapshots[State.Restored].TimeNs;

    // What was said before the clock has changed, and arrives after it.
    private long StepUnderWay(long now) =>
        _guest.Snapshots.Length == 0 ? 0 : _guest.ClockAheadNs(now) - _guest.ClockAheadNs(Math.Max(0, now - _requestNs));

    private void RestoreDevice(long now, Effects effects)
    {
        int index = State.Restored++;
        GuestSnapshot snapshot = _guest.Snapshots[index];
        long step = snapshot.ClockStepNs, armed = State.DeviceNs;
        for (int cpu = 0; cpu < _nextNs.Length; cpu++) _nextNs[cpu] = Sooner(_nextNs[cpu]);
        State.NextNs = Sooner(State.NextNs);
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.GuestRestored | (ulong)armed << 8);
        if (armed == long.MaxValue) return;
        State.DeviceNs = Device == BroadcastDevice.Hpet ? RestoredHpet(snapshot, armed, now) : snapshot.Counters switch
        {
            CounterRestore.Restarted => now + State.DeviceLengthNs,
            CounterRestore.Elapsed => Math.Max(now, armed - snapshot.OutsideNs),
            _ => armed,
        };
        effects.Append(new TimerFate(index, Math.Max(now, armed - step), State.DeviceNs, now, _endNs).Pack());

        long Sooner(long at) => at == long.MaxValue || at <= now ? at : Math.Max(now, at - step);
    }

    // The main counter is restored, its comparator stays: one that has been passed is met one wrap later.
    private long RestoredHpet(GuestSnapshot snapshot, long armed, long now)
    {
        if (snapshot.Counters == CounterRestore.Remaining) return armed;
        long value = armed - State.HpetZeroNs;
        State.HpetZeroNs = snapshot.Counters == CounterRestore.Restarted ? now : State.HpetZeroNs - snapshot.OutsideNs;
        long expiry = State.HpetZeroNs + value;
        return expiry > now ? expiry : expiry + HpetClock.NsAfter(1L << 32);
    }
}
