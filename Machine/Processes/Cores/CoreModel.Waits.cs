using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What a tick waits for between its acceptance and its handler; the longest part is the cause when it is late. And what collisions cost.
internal sealed partial class CoreModel
{
    // On a CPU that is on its way into another interrupt, that one is known when it is dispatched.
    private void BeginWait(ref Core core, long now)
    {
        (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.None, 0, 0);
        (core.Blocker, core.BlockerId) = core.Step switch
        {
            CpuStep.None or CpuStep.Dispatch => (LateCauseKind.None, (byte)0),
            CpuStep.IrqsOff => (LateCauseKind.IrqsOff, (byte)0),
            CpuStep.Off => (LateCauseKind.Steal, (byte)0),
            CpuStep.BroadcastWait or CpuStep.WakeUp when IsAsleep(ref core) => (LateCauseKind.Lock, BroadcastLockId),
            _ => (LateCauseKind.Vector, core.Vector),
        };
        core.BlockedNs = now;
    }

    // From now on something else holds up the tick in IRR.
    private static void IsBlockedBy(ref Core core, LateCauseKind blocker, byte id, long now)
    {
        long part = now - core.BlockedNs;
        if (core.Blocker != LateCauseKind.None && part > core.LongestNs)
            (core.Longest, core.LongestId, core.LongestNs) = (core.Blocker, core.BlockerId, part);
        (core.Blocker, core.BlockerId, core.BlockedNs) = (blocker, id, now);
    }

    // The tick that waited, if one did, is dispatched.
    private void EndWait(int cpu, ref Core core, long now)
    {
        core.WaitNs = 0;
        if (core.WaitingTickNs < 0)
        {
            (core.WaitCause, core.WaitId, core.WaitPartNs) = (LateCauseKind.None, 0, 0);
            return;
        }

        if (core.Blocker != LateCauseKind.None) IsBlockedBy(ref core, LateCauseKind.None, 0, now);
        (core.WaitCause, core.WaitId, core.WaitPartNs) = (core.Longest, core.LongestId, core.LongestNs);
        bool isBroadcast = _broadcast || _stopsTimer && BroadcastOf(ref core).IsPending;
        if (!isBroadcast) core.WaitNs = now - core.WaitingTickNs - TickWaitNs(cpu) - _dispatchNs;
        if (_idleExitNs > 0 && !isBroadcast && IsIdle(ref core)) core.WaitNs -= _idleExitNs;
    }

    // A tick that is in service has waited for a line or lock.
    private static void NoteWait(ref Core core, LateCauseKind cause, long ns, byte id = 0)
    {
        if (ns > core.WaitPartNs) (core.WaitCause, core.WaitId, core.WaitPartNs) = (cause, id, ns);
        core.WaitNs += ns;
    }

    private void NoteCollision(ref Core core, long now)
    {
        core.Collided = false;
        if (core.Vector != _tickVector) return;
        ref Counts counts = ref CountsOf(ref core);
        counts.CollisionNs += now - core.DispatchNs + _tickExitNs;
        if (core.LastHandledNs >= core.DispatchNs) counts.CollidedTicks++;
    }
}
