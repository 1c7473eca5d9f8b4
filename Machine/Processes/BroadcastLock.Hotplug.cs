using Tickstorm.Engine;

namespace Tickstorm.Processes;

// tick_shutdown_broadcast_oneshot: a CPU that goes offline is in no mask any more; the device stays armed.
internal sealed partial class BroadcastLock
{
    private readonly GuestPlan _guest;

    private long NextHotplugNs => State.Changes < _guest.Hotplug.Length ? _guest.Hotplug[State.Changes].TimeNs : long.MaxValue;

    private void TakeOut(long now)
    {
        int cpu = _guest.Hotplug[State.Changes++].Cpu;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Operation | (ulong)(uint)cpu << 28);
        _mask.Remove(cpu);
        _pending.Remove(cpu);
        _forced.Remove(cpu);
    }
}
