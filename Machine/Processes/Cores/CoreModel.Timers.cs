using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The timer of a CPU that idles and wakes: it is armed for the tick or for a task's hrtimer, whichever is first, and one interrupt runs all
// that have expired. And the timekeeper's duty.
internal sealed partial class CoreModel
{
    // True when what has expired is no tick.
    private bool ExpiresWithoutTick(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        if (life.TickNs <= now && !(_stopsTimer && IsBroughtAlready(ref core, ref life)))
        {
            if (!core.WantsTick) life.WantedBefore++;
            return false;
        }

        TimerOutcome outcome = core.Apic.ExpireTimer(now);
        core.Interrupts++;
        life.OtherTimers++;
        if (_isVirtual) ExitToExpire(cpu, ref core, now, core.Interrupts, effects);
        if (outcome != TimerOutcome.Accepted) return true;
        core.TickInterrupt = core.Interrupts;
        ulong word = HashWord.Accepted | Word(_tickVector);
        Note(cpu, ref core, now, word, TraceKind.Accepted, core.Interrupts, effects, _tickVector);
        AcceptTimer(cpu, ref core, now, effects);
        return true;
    }

    // hrtimer_interrupt: all that have expired.
    private void RunTimers(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        life.RanTick = life.TickNs <= now || core.CurrentTickNs >= 0;
        if (life.RanTick)
        {
            if (core.CurrentTickNs < 0 && core.WaitingTickNs >= 0)
            {
                // Its own timer expired after the broadcast that has brought it.
                (core.CurrentTickNs, core.WaitingTickNs) = (core.WaitingTickNs, -1);
            }
            else if (core.CurrentTickNs < 0)
            {
                // It expired after the interrupt of another timer, and that takes it along.
                core.CurrentTickNs = life.TickNs;
                if (!core.WantsTick) life.WantedBefore++;
                Raise(cpu, ref core, now, effects);
            }

            core.Handled++;
            effects.MeasureFirst((int)StatisticKind.Latency, now - core.CurrentTickNs, core.CurrentInterrupt);
            core.LastHandledNs = now;
            core.CurrentTickNs = -1;
            KeepTime(cpu, ref core, ref life, now, effects);
            if (_hasGracePeriods) CheckGracePeriod(cpu, ref core, ref life, now, effects);
        }

        if (_hasHrtimer) RunHrtimer(cpu, ref core, now);
        if (_inheritedWords > 0) RunInherited(ref core, ref life, isHrtimer: true, now, effects);
        if (life.SleepNs > now) return;
        life.SleepNs = long.MaxValue;
        life.NeedsResched = true;
    }

    // The end of the timer's handler: what the TIMER softirq finds on the wheel, and the next expiry.
    private void EndTimers(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (life.RanTick)
        {
            if (life.WheelNs <= now)
            {
                life.WheelNs = long.MaxValue;
                life.NeedsResched = true;
            }

            if (life.OtherWheelNs <= now) life.OtherWheelNs = NextOtherTimer(cpu, ref core, ref life, now);
            if (_inheritedWords > 0) RunInherited(ref core, ref life, isHrtimer: false, now, effects);
            life.RcuNeedsTick = false;
            life.TickNs = core.WantsTick ? NextGridNs(cpu, ref core, now)
                : life.StoppedInTask && _kernel.NoHzFullResidualTick ? Math.Min(NextWheelNs(ref core, ref life), now + Second)
                : NextWheelNs(ref core, ref life);
        }
    }

    private long TimersLength(int cpu, ref Core core)
    {
        if (_hasHrtimer) return PassLength(cpu, ref core);
        return !_idles || Life.Of(ref core).RanTick ? DrawHandler(cpu, ref core) : _timerNs;
    }

    private void ArmTimers(int cpu, ref Core core, ref Life life, long now, Effects effects) =>
        ArmTimers(cpu, ref core, ref life, now, now, effects);

    private void ArmTimers(int cpu, ref Core core, ref Life life, long readNs, long now, Effects effects)
    {
        long target = NextTimerNs(ref core, ref life);
        if (target == long.MaxValue)
        {
            Disarm(ref core, now);
            return;
        }

        long soonest = Math.Max(now + 1, readNs + _minDeltaNs);
        Program(cpu, ref core, Math.Max(target, soonest), now, effects);
    }

    // The first of the timers that the CPU has: the tick, a sleeping task's, a driver's.
    private long NextTimerNs(ref Core core, ref Life life)
    {
        long next = Math.Min(life.TickNs, life.SleepNs);
        if (_hrtimerBroadcasts) next = Math.Min(next, BroadcastOf(ref core).TimerNs);
        if (_inheritedWords > 0) next = Math.Min(next, NextInherited(ref core, isHrtimer: true));
        return _hasHrtimer ? Math.Min(next, HrtimerOf(ref core).NextNs) : next;
    }

    private void Program(int cpu, ref Core core, long target, long now, Effects effects)
    {
        ArmAt(ref core, target, now);
        if (_isVirtual) Exit(cpu, ref core, now, ExitReason.ArmTimer, _exitsToArm, core.CurrentInterrupt, effects);
        ulong word = HashWord.Armed | (ulong)target << 8;
        Note(cpu, ref core, now, word, TraceKind.Armed, core.CurrentInterrupt, effects, _tickVector, argument: target);
    }

    private void Disarm(ref Core core, long now)
    {
        if (_timer.IsAbsolute) core.Apic.ArmDeadline(long.MaxValue, now);
        else core.Apic.ArmTimer(0, now);
    }

    private long NextGridNs(int cpu, ref Core core, long now)
    {
        core.GridIndex = now < core.PhaseNs ? 1 : (now - core.PhaseNs) / _grid.PeriodNs + 1;
        return _grid.ExpiryNs(cpu, core.PhaseNs, core.GridIndex);
    }

    // Points of a CPU's grid after one time and not after another.
    private long GridPoints(long phase, long afterNs, long toNs) => PointsUntil(phase, toNs) - PointsUntil(phase, afterNs);

    private long PointsUntil(long phase, long ns) => ns <= phase ? 0 : (ns - phase) / _grid.PeriodNs;

    /// <summary>Ticks that a core's kernel has wanted before a time.</summary>
    public long Wanted(ref Core core, long endNs)
    {
        ref Life life = ref Life.Of(ref core);
        return life.WantedBefore + (core.WantsTick ? Math.Max(0, GridPoints(core.PhaseNs, life.WantedSinceNs, endNs - 1)) : 0);
    }

    // tick_sched_do_timer: the duty that nobody has is taken; who has it updates jiffies; from 5.18 on so does who finds them standing.
    private void KeepTime(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        ref readonly PublishedWrite duty = ref effects.Read(PublishedValue.Duty, now);
        bool full = _nohzFull.Length > 0 && _nohzFull[cpu];
        // Who has asked for the duty since nobody has it need not ask again.
        if (duty.A == Timekeeper.None && !full && life.TookNs <= duty.TimeNs)
            UpdateJiffies(cpu, ref core, ref life, now, TimekeeperCall.Take | TimekeeperCall.Update, effects);
        else if (duty.A == cpu)
            UpdateJiffies(cpu, ref core, ref life, now, TimekeeperCall.Update, effects);
        else if (_kernel.StalledJiffies > 0 && StoodTooLong(ref core, ref life, effects.Read(PublishedValue.NextPeriod, now).A, now))
            UpdateJiffies(cpu, ref core, ref life, now, TimekeeperCall.Update | TimekeeperCall.Forced, effects);
    }

    private void UpdateJiffies(int cpu, ref Core core, ref Life life, long now, TimekeeperCall call, Effects effects)
    {
        life.WaitsForJiffies = _locksJiffies;
        TellTimekeeper(cpu, ref core, now, call, effects);
    }

    // The first tick after a change sees it, unless the CPU made it, and as many as the kernel asks for see none. A CPU that the gate has
    // turned away tries again with each tick.
    private bool StoodTooLong(ref Core core, ref Life life, long sinceNs, long now)
    {
        if (sinceNs == Timekeeper.Advancing) return false;
        long unchanged = GridPoints(core.PhaseNs, Math.Max(sinceNs, life.WantedSinceNs), now);
        if (sinceNs == 0 || sinceNs != life.AskedNs) unchanged--;
        return _kernel.JiffiesGate
            ? unchanged >= _kernel.StalledJiffies
            : unchanged > 0 && unchanged % _kernel.StalledJiffies == 0;
    }

    // irq_enter of a CPU whose tick is stopped, and the tick's restart: jiffies are advanced by the time if nobody does it.
    private void CatchUp(int cpu, ref Core core, long now, Effects effects)
    {
        // A second update within a period would find nothing to do.
        if (LastJiffyNs(ref core, now) <= Life.Of(ref core).AskedNs) return;
        bool advances = effects.Read(PublishedValue.Duty, now).A != Timekeeper.None
            && effects.Read(PublishedValue.NextPeriod, now).A == Timekeeper.Advancing;
        if (!advances) TellTimekeeper(cpu, ref core, now, TimekeeperCall.Update, effects);
    }

    // The tick spins for jiffies_lock within its handler, and goes on when it has left it or was turned away.
    private void OnJiffiesLock(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        if (core.Step != CpuStep.XtimeWait || !life.WaitsForJiffies)
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got jiffies_lock at {now} ns.");
            return;
        }

        life.WaitsForJiffies = false;
        core.Step = CpuStep.Handler;
        core.StepNs = now + Math.Max(1, TimersLength(cpu, ref core) + _armNs + _sharedLineNs);
    }

    private void TellTimekeeper(int cpu, ref Core core, long now, TimekeeperCall call, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        if (call.HasFlag(TimekeeperCall.Update)) life.AskedNs = now;
        if (call.HasFlag(TimekeeperCall.Take)) life.TookNs = now;
        int kind = life.WaitsForJiffies ? MessageKind.JiffiesLock : MessageKind.Timekeeper;
        Send(cpu, ref core, now, _ids.Xtime, now + _publishedNs, kind, (long)call, effects, now);
    }
}
