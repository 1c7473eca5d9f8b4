using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Dynamic NO_HZ: a CPU idles, stops its tick, sleeps until a timer or an interrupt, and restarts the tick when it has a task to run.
internal sealed partial class CoreModel
{
    private void StartIdling(int cpu, ref Core core, ref Life life)
    {
        if (_scenario.Workload.TimersPerSecond > 0) life.OtherWheelNs = NextOtherTimer(cpu, ref core, ref life, 0);
        if (TaskOf(cpu) is { } task) Sleep(cpu, ref core, ref life, task, 0);
        bool stopped = !_busy[cpu] && _scenario.Tick.NoHz;
        life.Base = _busy[cpu] ? BaseContext.Task : stopped ? BaseContext.IdleStopped : BaseContext.IdleTicking;
        core.WantsTick = !stopped;
        core.GridIndex = 1;
        life.TickNs = stopped ? NextWheelNs(ref core, ref life) : _grid.ExpiryNs(cpu, core.PhaseNs, 1);
        if (_hasHrtimer) StartHrtimer(cpu, ref core);
        long first = NextTimerNs(ref core, ref life);
        if (first != long.MaxValue) ArmAt(ref core, Math.Max(1, first), 0);
        SetWork(ref core);
    }

    private TaskLoad? TaskOf(int cpu) =>
        _taskOf.Length > 0 && _taskOf[cpu] is > 0 and var number ? _scenario.Workload.Tasks[number - 1] : null;

    private long NextWheelNs(ref Core core, ref Life life)
    {
        long next = Math.Min(life.WheelNs, life.OtherWheelNs);
        return _inheritedWords == 0 ? next : Math.Min(next, NextInherited(ref core, isHrtimer: false));
    }

    // The first whole number of jiffies after a time: what schedule_timeout and the wheel make of it.
    private long OnWheel(ref Core core, long timeNs) => LastJiffyNs(ref core, timeNs) + _grid.PeriodNs;

    private long NextOtherTimer(int cpu, ref Core core, ref Life life, long now) => OnWheel(
        ref core, now + Draw.Exponential(
            Draw.Bits(_seed, cpu, DrawPurpose.WheelTimer, life.WheelDraws++), Second / _scenario.Workload.TimersPerSecond));

    private void Sleep(int cpu, ref Core core, ref Life life, TaskLoad task, long now)
    {
        long length = now == 0 && task.FirstNs > 0 ? task.FirstNs : SleepLength(cpu, task, life.TaskDraws);
        if (task.Timer == TaskTimer.Hrtimer) life.SleepNs = now + length;
        else if (task.Timer == TaskTimer.Wheel) life.WheelNs = OnWheel(ref core, now + length);
    }

    private long SleepLength(int cpu, TaskLoad task, uint index) =>
        task.Sleeps is { } table ? table.PickInTurn(Draw.Bits(_seed, cpu, DrawPurpose.Sleep, 0), index)
            : task.IsConstant ? task.SleepNs
            : Draw.Exponential(Draw.Bits(_seed, cpu, DrawPurpose.Sleep, index), task.SleepNs);

    private long RunLength(int cpu, TaskLoad task, uint index) =>
        task.IsConstant ? task.RunNs : Draw.Exponential(Draw.Bits(_seed, cpu, DrawPurpose.Run, index), task.RunNs);

    private long DrawRun(int cpu, ref Life life)
    {
        uint index = life.TaskDraws++;
        return TaskOf(cpu) is { } task ? RunLength(cpu, task, index) : _scenario.Workload.WakeRunNs;
    }

    // schedule() finds the task that an interrupt has woken.
    private void Reschedule(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.NeedsResched = false;
        if (life.Base >= BaseContext.IdleTicking) LeaveIdle(cpu, ref core, ref life, now, effects);
        else if (life.StoppedInTask) RestartTick(cpu, ref core, ref life, now, effects);
        long moved = TakeMovedRun(ref core);
        if (life.RunEndNs != long.MaxValue)
        {
            life.RunEndNs += moved;
        }
        else if (moved > 0)
        {
            bool own = !life.RunHasEnded && TaskOf(cpu) is not null && life.SleepNs == long.MaxValue && life.WheelNs == long.MaxValue;
            life.RunEndNs = now + moved + (own ? DrawRun(cpu, ref life) : 0);
            life.RunHasEnded = false;
        }
        else if (!life.RunHasEnded)
        {
            life.RunEndNs = now + DrawRun(cpu, ref life);
        }
    }

    // The task goes to sleep again; the CPU idles unless it has another that never sleeps.
    private void EndRun(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.RunHasEnded = false;
        // Woken by somebody else, it finds its own timer still pending.
        bool waits = life.SleepNs != long.MaxValue || life.WheelNs != long.MaxValue;
        if (!waits && TaskOf(cpu) is { } task) Sleep(cpu, ref core, ref life, task, now);
        if (HasEndlessTask(cpu, ref core, now))
        {
            if (life.SleepNs < life.TickNs) ArmTimers(cpu, ref core, ref life, now, effects);
            StopTickInTask(cpu, ref core, ref life, now, effects);
            return;
        }

        life.Base = BaseContext.IdleTicking;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.IdleBegins);
        life.RcuNeedsTick = _scenario.Workload.RcuPercent > 0
            && Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.RcuNeed, life.RcuDraws++), 100) < _scenario.Workload.RcuPercent;
        if (life.SleepNs < life.TickNs) ArmTimers(cpu, ref core, ref life, now, effects);
        StopTick(cpu, ref core, ref life, now, effects);
    }

    // tick_nohz_stop_sched_tick, from the idle loop and from irq_exit.
    private void StopTick(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (!_scenario.Tick.NoHz) return;
        bool stopped = life.Base == BaseContext.IdleStopped;
        long next = NextWheelNs(ref core, ref life), jiffyNs = LastJiffyNs(ref core, now);
        if (!stopped)
        {
            // The timer that is next but one jiffy away; the idle governor of later kernels looks at hrtimers too.
            bool near = life.RcuNeedsTick || next != long.MaxValue && next - jiffyNs <= _grid.PeriodNs
                || _kernel.GovernorKeepsTick && life.SleepNs - now < _grid.PeriodNs;
            if (near || RcuKeepsTick(ref life, now, effects) || KeepsHouse(cpu, now, effects)) return;
            life.Base = BaseContext.IdleStopped;
            NoteStop(cpu, ref core, ref life, now, effects);
            long owner = effects.Read(PublishedValue.Duty, now).A;
            if (owner == cpu)
            {
                TellTimekeeper(cpu, ref core, now, TimekeeperCall.Drop, effects);
                if (_kernel.DoTimerLast && _scenario.Tick.MaxDefermentNs > 0) next = Math.Min(next, now + _scenario.Tick.MaxDefermentNs);
            }
        }

        if (stopped && life.TickNs == next) return;
        life.TickNs = next;
        ArmTimers(cpu, ref core, ref life, now, effects);
    }

    private void NoteStop(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.TickStops++;
        life.WantedBefore += (uint)GridPoints(core.PhaseNs, life.WantedSinceNs, now);
        core.WantsTick = false;
        if (_hasGracePeriods) TellTimekeeper(cpu, ref core, now, TimekeeperCall.StopsTick, effects);
        Note(cpu, ref core, now, HashWord.TickStops, TraceKind.TickStopped, 0, effects);
    }

    // Leaving the idle loop: tick_nohz_restart_sched_tick if it was stopped.
    private void LeaveIdle(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.Wakes++;
        bool stopped = life.Base == BaseContext.IdleStopped;
        life.Base = BaseContext.Task;
        if (_callsWait) FlushOnReturn(ref core, now);
        life.RcuNeedsTick = false;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.IdleEnds);
        if (stopped) RestartTick(cpu, ref core, ref life, now, effects);
    }

    private void RestartTick(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        life.StoppedInTask = false;
        CatchUp(cpu, ref core, now, effects);
        if (_hasGracePeriods) TellTimekeeper(cpu, ref core, now, TimekeeperCall.RestartsTick, effects);
        core.WantsTick = true;
        life.WantedSinceNs = now;
        life.TickNs = NextGridNs(cpu, ref core, now);
        if (effects.Tracing) Trace(cpu, now, TraceKind.TickRestarted, 0, effects, -1, LockLines.None);
        ArmTimers(cpu, ref core, ref life, now, effects);
    }

    // nohz_full: with one task to run and nothing that depends on the tick, it stops, but for one in a second until 4.16.
    private void StopTickInTask(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (_nohzFull.Length == 0 || !_nohzFull[cpu] || life.StoppedInTask || life.Base != BaseContext.Task) return;
        bool two = _busy[cpu] && (life.RunEndNs != long.MaxValue || life.RunHasEnded);
        long next = NextWheelNs(ref core, ref life), jiffyNs = LastJiffyNs(ref core, now);
        if (two || next != long.MaxValue && next - jiffyNs <= _grid.PeriodNs) return;
        life.StoppedInTask = true;
        NoteStop(cpu, ref core, ref life, now, effects);
        life.TickNs = Math.Min(next, _kernel.NoHzFullResidualTick ? now + Second : long.MaxValue);
        ArmTimers(cpu, ref core, ref life, now, effects);
    }

    // From 3.10 on the CPU with the duty goes on ticking in its idle loop when there are nohz_full CPUs.
    private bool KeepsHouse(int cpu, long now, Effects effects)
    {
        if (_nohzFull.Length == 0) return false;
        long owner = effects.Read(PublishedValue.Duty, now).A;
        return owner == cpu || owner == Timekeeper.None && !_nohzFull[cpu];
    }
}
