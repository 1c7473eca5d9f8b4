using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// C3STOP: a CPU that idles for long enough sleeps where its local timer stops. It gives its next event to the broadcast device before
// (tick_broadcast_oneshot_control, ENTER) and takes it back when an interrupt has woken it (EXIT), before that is taken.
internal sealed partial class CoreModel
{
    // On the way to or from sleep; within a handler a CPU waits for the lock as well.
    private bool IsAsleep(ref Core core) => _stopsTimer && BroadcastOf(ref core).Phase != SleepPhase.Awake;

    // The interrupt that a broadcast has brought runs the tick, or is running it: its own timer's comes too late for that.
    private bool IsBroughtAlready(ref Core core, ref Life life) =>
        core.Apic.IsInIrr(_tickVector) || core.WaitingTickNs >= 0 || core.CurrentTickNs >= 0
        || core.Step == CpuStep.Handler && life.RanTick;

    // The end of an interrupt, or of a task, has left the CPU idle.
    private void SleepDeeply(int cpu, ref Core core, long now, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        if (core.Step != CpuStep.None || own.Phase != SleepPhase.Awake || !IsIdle(ref core) || !IsPresent(ref core)) return;
        if (_hasSoftirqs && (NestOf(ref core).SoftThreadIsDue || NestOf(ref core).SoftThreadNs != long.MaxValue)) return;
        long next = NextTimerNs(ref core, ref Life.Of(ref core));
        if (next - now < _deepIdleNs) return;
        // The idle loop polls: its broadcast is about to come.
        if (_kernel.BroadcastForcePolls && own.ForcedNs >= 0 && own.ForcedNs > effects.ReadWord(_forcedValue, now)) return;
        own.Phase = SleepPhase.Entering;
        AskForSleep(cpu, ref core, now, now, BroadcastCall.Enter, next, effects);
    }

    private void AskForSleep(int cpu, ref Core core, long now, long from, BroadcastCall call, long next, Effects effects)
    {
        core.Step = CpuStep.BroadcastWait;
        core.StepNs = long.MaxValue;
        core.RequestNs = from + _lockRequestNs;
        BroadcastMessage asked = new(call, BroadcastFlags.None, 0);
        Send(cpu, ref core, now, _ids.Broadcast, core.RequestNs, MessageKind.Broadcast, asked.Pack(), effects, next);
    }

    private void OnSleep(int cpu, ref Core core, long now, BroadcastFlags flags, long timerNs, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        core.Step = CpuStep.None;
        if (flags.HasFlag(BroadcastFlags.IsBusy))
        {
            own.Phase = SleepPhase.Awake;
            if (timerNs > 0)
            {
                own.TimerNs = timerNs;
                ArmTimers(cpu, ref core, ref Life.Of(ref core), now, effects);
            }
        }
        else
        {
            own.Phase = SleepPhase.Deep;
            long tickNs = Life.Of(ref core).TickNs;
            if (core.WaitingTickNs < 0 && tickNs != long.MaxValue) own.DueNs = Math.Max(now, tickNs);
            Disarm(ref core, now);
        }

        // What came meanwhile is taken at once.
        Offer(cpu, ref core, now);
    }

    // The C-state is left, interrupts still off.
    private void OnWake(int cpu, ref Core core, long now, Effects effects)
    {
        BroadcastOf(ref core).Phase = SleepPhase.Leaving;
        AskForSleep(cpu, ref core, now, now, BroadcastCall.Exit, 0, effects);
    }

    private void OnWoken(int cpu, ref Core core, long now, BroadcastFlags flags, long acquiredNs, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        own.Phase = SleepPhase.Awake;
        own.DueNs = long.MaxValue;
        // The tick that has woken it waits for the lock as well.
        own.IsAwakened = own.IsPending;
        if (own.IsPending) own.WaitNs += acquiredNs - core.RequestNs;
        if (flags.HasFlag(BroadcastFlags.IsForced)) own.ForcedNs = acquiredNs;
        if (flags.HasFlag(BroadcastFlags.Arms)) ArmTimers(cpu, ref core, ref Life.Of(ref core), now, effects);
        core.Step = CpuStep.None;
        if (core.Apic.PendingVector is not (>= 0 and var vector)) return;
        core.Step = CpuStep.Dispatch;
        core.StepNs = Math.Max(now, ReachedNs(cpu, ref core, vector)) + _dispatchNs;
    }

    // bc_handler: the hrtimer of the broadcast has expired on this CPU, whose other timers have run. True when it waits for the lock.
    private bool RunsBroadcastTimer(int cpu, ref Core core, long now, long restNs, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        if (own.TimerNs > now) return false;
        own.TimerNs = long.MaxValue;
        own.RestNs = restNs;
        AskToBroadcast(cpu, ref core, now, 0, effects);
        return true;
    }

    private void GoOnAfterTimer(int cpu, ref Core core, long now, long leftNs, long timerNs, Effects effects)
    {
        ref Broadcasting own = ref BroadcastOf(ref core);
        if (timerNs > 0) own.TimerNs = timerNs;
        core.Step = CpuStep.Handler;
        core.StepNs = now + leftNs + own.RestNs;
    }
}
