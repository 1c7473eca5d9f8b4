using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// CPUs that go offline and come online. From leaving the online mask on nobody sends it anything; it takes what is under way for a
// millisecond, and then its local APIC is disabled. Its timers move to the first CPU when that has found it dead.
internal sealed partial class CoreModel
{
    private readonly bool _deathIsTimed;

    private readonly bool _hasHotplug;

    /// <summary>True when CPUs go offline.</summary>
    public bool HasHotplug => _hasHotplug;

    private bool IsPresent(ref Core core) => !_hasHotplug || GuestOf(ref core).Presence == CpuPresence.Online;

    private void OnHotplug(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        if (cpu == GuestPlan.FirstCpu)
        {
            guest.Changes++;
            guest.HotplugNs = _guest.NextOffline(guest.Changes);
            SleepUntilDeath(cpu, ref core, now, effects);
        }
        else if (_hosted && core.Host != HostPhase.Running)
        {
            AwaitTurn(cpu, ref core, ref guest, now, effects);
        }
        else if (guest.Presence == CpuPresence.Offline)
        {
            GoOnline(cpu, ref core, ref guest, now, effects);
        }
        else if (core.Step != CpuStep.None || Life.Of(ref core).Base == BaseContext.CallWait)
        {
            // stop_machine() runs when its interrupt has ended.
            guest.HotplugNs = core.StepNs == long.MaxValue ? now + SpinNs : Math.Max(now + 1, core.StepNs);
        }
        else if (guest.Presence == CpuPresence.Online)
        {
            Leave(cpu, ref core, ref guest, now, effects);
        }
        else
        {
            Die(cpu, ref core, ref guest, now, effects);
        }

        if (!_hosted || core.Step != CpuStep.None || cpu == GuestPlan.FirstCpu) return;
        if (!Halts(cpu, ref core, now, effects)) Offer(cpu, ref core, now);
    }

    // The stopper thread, or the INIT of who comes online, makes a vCPU ready that has halted.
    private void AwaitTurn(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        guest.HotplugNs = long.MaxValue;
        guest.AwaitsTurn = true;
        if (guest.Presence == CpuPresence.Offline)
        {
            // Who finds it in the online mask from now on sends to it.
            core.Apic.WriteRegister(ApicRegister.SpuriousVector, 0x1ff, now, out _);
            core.Step = CpuStep.Off;
        }

        if (core.Host == HostPhase.Leaving) guest.HotplugNs = now + SpinNs;
        else if (core.Host == HostPhase.Halted && HostingOf(ref core).Left == CpuStep.None) MakeReady(cpu, ref core, now, now, effects);
    }

    // True when it has come online with its turn. What else it awaited its turn for is due now.
    private bool TakesHotplugTurn(int cpu, ref Core core, long now, Effects effects)
    {
        ref GuestState guest = ref GuestOf(ref core);
        if (!guest.AwaitsTurn) return false;
        guest.HotplugNs = now + (guest.Presence == CpuPresence.Offline ? 0 : 1);
        bool comes = guest.Presence == CpuPresence.Offline;
        if (comes) OnHotplug(cpu, ref core, ref guest, now, effects);
        SetNextOfGuest(ref core);
        SetWork(ref core);
        return comes;
    }

    private void Leave(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        guest.Presence = CpuPresence.Leaving;
        guest.AwaitsTurn = false;
        guest.HotplugNs = now + GuestPlan.DrainNs;
        Note(cpu, ref core, now, HashWord.CpuLeaves, TraceKind.CpuOffline, 0, effects);
        if (_hasGracePeriods && life.Base != BaseContext.IdleStopped)
            TellTimekeeper(cpu, ref core, now, TimekeeperCall.StopsTick, effects);
        if (core.WantsTick) life.WantedBefore += (uint)GridPoints(core.PhaseNs, life.WantedSinceNs, now);
        core.WantsTick = false;
        HandTimer(cpu, ref core, life.OtherWheelNs, InheritedKind.Wheel, now, effects);
        HandTasks(cpu, ref core, ref life, now, effects);
        life.TickNs = life.SleepNs = life.WheelNs = life.OtherWheelNs = life.RunEndNs = long.MaxValue;
        if (_hasHrtimer)
        {
            HandTimer(cpu, ref core, HrtimerOf(ref core).NextNs, InheritedKind.Hrtimer, now, effects);
            HrtimerOf(ref core).NextNs = long.MaxValue;
        }

        life.Base = BaseContext.IdleStopped;
        life.NeedsResched = life.RunHasEnded = life.RcuNeedsTick = life.OwesQuiescence = false;
        if (_stopsTimer)
        {
            ref Broadcasting own = ref BroadcastOf(ref core);
            own.Phase = SleepPhase.Awake;
            own.DueNs = long.MaxValue;
        }

        Disarm(ref core, now);
    }

    // Its tasks, asleep or not, run elsewhere from now on (migrate_live_tasks).
    private void HandTasks(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        HandTimer(cpu, ref core, life.WheelNs, InheritedKind.TaskWheel, now, effects);
        HandTimer(cpu, ref core, life.SleepNs, InheritedKind.TaskHrtimer, now, effects);
        bool sleeps = life.WheelNs != long.MaxValue || life.SleepNs != long.MaxValue;
        if (TaskOf(cpu) is { Timer: not TaskTimer.None } && !sleeps) HandTimer(cpu, ref core, now, InheritedKind.Task, now, effects);
        if (_busy[cpu]) HandTimer(cpu, ref core, now, InheritedKind.Endless, now, effects);
    }

    private void HandTimer(int cpu, ref Core core, long dueNs, InheritedKind kind, long now, Effects effects)
    {
        if (dueNs == long.MaxValue) return;
        Send(cpu, ref core, now, _ids.Xtime, now + _publishedNs, MessageKind.MovedTimer, cpu, effects, Inherited.Of(dueNs, kind));
    }

    private void Die(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        guest.Presence = CpuPresence.Offline;
        guest.Changes++;
        guest.HotplugNs = _guest.NextOf(cpu, guest.Changes)?.TimeNs ?? long.MaxValue;
        guest.AwaitsTurn = false;
        if (_hosted) LeaveForGood(cpu, ref core, now, effects);
        core.Step = CpuStep.Offline;
        core.StepNs = long.MaxValue;
        core.CallerCount = 0;
        // Raised by a broadcast that no longer reaches it: nobody misses it.
        if (core.WaitingTickNs >= 0) core.Raised--;
        core.WaitingTickNs = -1;
        core.Apic.WriteRegister(ApicRegister.SpuriousVector, 0xff, now, out _);
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.CpuDies);
    }

    // play_dead() halts with interrupts off.
    private void LeaveForGood(int cpu, ref Core core, long now, Effects effects)
    {
        Leave(ref core, HostPhase.Halted, now);
        SendHost(cpu, ref core, now, now + _toHostNs, MessageKind.Halt, effects, b: TakeOwed(ref core));
    }

    private void GoOnline(int cpu, ref Core core, ref GuestState guest, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        guest.Presence = CpuPresence.Online;
        guest.AwaitsTurn = false;
        guest.Changes++;
        guest.HotplugNs = _guest.NextOf(cpu, guest.Changes)?.TimeNs ?? long.MaxValue;
        core.Apic.WriteRegister(ApicRegister.SpuriousVector, 0x1ff, now, out _);
        core.Apic.SetUpTimer(_tickVector, _timerMode, now);
        core.Step = CpuStep.None;
        Note(cpu, ref core, now, HashWord.CpuComes, TraceKind.CpuOnline, 0, effects);
        bool stopped = !_busy[cpu] && _scenario.Tick.NoHz;
        life.Base = _busy[cpu] ? BaseContext.Task : stopped ? BaseContext.IdleStopped : BaseContext.IdleTicking;
        if (_scenario.Workload.TimersPerSecond > 0) life.OtherWheelNs = NextOtherTimer(cpu, ref core, ref life, now);
        if (TaskOf(cpu) is { } task) Sleep(cpu, ref core, ref life, task, now);
        if (_hasHrtimer && _hrtimerNs[cpu] > 0) HrtimerOf(ref core).NextNs = now + _hrtimerNs[cpu];
        if (IsStolenFrom) StealAgain(cpu, ref core, now);
        if (_hasGracePeriods && !stopped) TellTimekeeper(cpu, ref core, now, TimekeeperCall.RestartsTick, effects);
        core.WantsTick = !stopped;
        life.WantedSinceNs = now;
        life.TickNs = stopped ? NextWheelNs(ref core, ref life) : NextGridNs(cpu, ref core, now);
        ArmTimers(cpu, ref core, ref life, now, effects);
        // It comes to its idle loop.
        if (stopped) TellTimekeeper(cpu, ref core, now, TimekeeperCall.Drop, effects);
    }
}
