using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

// A core that lives: what happens between its interrupts, and at the end of each. The plain one has none of it.
internal sealed partial class CoreModel
{
    /// <summary>True when cores idle, nest, have softirqs, are watched by detectors or have a job.</summary>
    public bool IsLiving => _isLiving;

    /// <summary>True when handlers or softirqs take interrupts.</summary>
    public bool HasNests => _isInterruptible;

    /// <summary>True when busy CPUs have an hrtimer beside the tick.</summary>
    public bool HasHrtimers => _hasHrtimer;

    /// <summary>True when CPUs idle and wake.</summary>
    public bool Idles => _idles;

    /// <summary>Since when a core's kernel wants ticks, ns.</summary>
    public long WantedSinceNs(ref Core core) => _idles ? Life.Of(ref core).WantedSinceNs : 0;

    /// <summary>What the CPU does below its interrupts, in words.</summary>
    public string ContextOf(int cpu, ref Core core)
    {
        if (core.Step == CpuStep.IrqsOff) return "task, interrupts off";
        if (!_idles) return _busy[cpu] ? "task" : core.WantsTick ? "idle, ticking" : "idle, tick stopped";
        ref Life life = ref Life.Of(ref core);
        return life.Base switch
        {
            BaseContext.Task => life.StoppedInTask ? "task, tick stopped" : "task",
            BaseContext.CallWait => "waits for a call function",
            BaseContext.IdleTicking => "idle, ticking",
            _ => "idle, tick stopped",
        };
    }

    /// <summary>Interrupts that are open below the current one, at most.</summary>
    public uint Depth(ref Core core) => _isInterruptible ? NestOf(ref core).Depth : 0u;

    /// <summary>A core whose life begins; its local APIC and phase are set.</summary>
    public void StartLife(int cpu, ref Core core)
    {
        if (_isInterruptible)
        {
            ref Nest nest = ref NestOf(ref core);
            nest.SoftThreadNs = long.MaxValue;
            nest.SoftRaisedNs = -1;
        }

        if (_watches) StartWatch(cpu, ref core);
        if (_hasJob) StartJob(cpu, ref core);
        if (_hasGuest) StartGuest(cpu, ref core);
        if (!_idles)
        {
            SetWork(ref core);
            return;
        }

        ref Life life = ref Life.Of(ref core);
        life.TickNs = life.SleepNs = life.WheelNs = life.OtherWheelNs = life.RunEndNs = long.MaxValue;
        StartIdling(cpu, ref core, ref life);
    }

    /// <summary>How many interrupts the CPU is in that are in service.</summary>
    public uint InService(ref Core core)
    {
        uint count = core.Step is CpuStep.None or CpuStep.Dispatch or CpuStep.Softirq || !core.Apic.IsInIsr(core.Vector) ? 0u : 1;
        if (!_isInterruptible) return count;
        ref Nest nest = ref NestOf(ref core);
        for (int i = 0; i < nest.Depth; i++)
        {
            ref Frame frame = ref nest.Frames[i];
            if (frame.Step != CpuStep.Softirq && frame.Vector != core.Vector && core.Apic.IsInIsr(frame.Vector)) count++;
        }

        return count;
    }

    // An interrupt or a section has ended, and Step is None.
    private void ResumeLife(int cpu, ref Core core, long now, Effects effects)
    {
        if (_isInterruptible && NestOf(ref core).Depth > 0) ReturnToFrame(ref core, ref NestOf(ref core), now);
        else if (!_hasSoftirqs || !RunsSoftirqs(cpu, ref core, ref NestOf(ref core), now, effects)) GoOnBelow(cpu, ref core, now, effects);
        if (_hosted && Halts(cpu, ref core, now, effects)) return;
        Offer(cpu, ref core, now);
        if (_chargesExits) PayBeforeDispatch(ref core, now);
        if (_isVirtual) ExitToHalt(cpu, ref core, now, effects);
        if (_stopsTimer) SleepDeeply(cpu, ref core, now, effects);
        if (!_hasJob || !JobOf(ref core).IsDue || core.Step != CpuStep.None) return;
        EndStep(cpu, ref core, ref JobOf(ref core), now, effects);
        SetWork(ref core);
    }

    // What the workload's events and the end of an interrupt find to do below all interrupts.
    private void GoOnBelow(int cpu, ref Core core, long now, Effects effects)
    {
        if (!_idles || _stopsTimer && BroadcastOf(ref core).Phase == SleepPhase.Deep || !IsPresent(ref core)) return;
        ref Life life = ref Life.Of(ref core);
        if (_callsWait) GoOnWithCall(cpu, ref core, now, effects);
        if (life.Base == BaseContext.CallWait) return;
        if (life.NeedsResched) Reschedule(cpu, ref core, ref life, now, effects);
        // A task that had moved here is back on its own CPU.
        bool mayGo = _hasHotplug && cpu == GuestPlan.FirstCpu && life.Base == BaseContext.Task && life.RunEndNs == long.MaxValue;
        if (mayGo && !HasEndlessTask(cpu, ref core, now)) life.RunHasEnded = true;
        if (life.RunHasEnded) EndRun(cpu, ref core, ref life, now, effects);
        else if (life.Base != BaseContext.Task) StopTick(cpu, ref core, ref life, now, effects);
        else if (_nohzFull.Length > 0) StopTickInTask(cpu, ref core, ref life, now, effects);
        SetWork(ref core);
    }

    // A handler ends: the softirqs that it raises, and the task that it wakes.
    private void EndInLife(int cpu, ref Core core, long now, bool own = false)
    {
        SoftirqLoad softirqs = _scenario.Workload.Softirqs;
        if (_softirqsOf.Length > 0) RaiseVectors(cpu, ref core, now);
        if (core.Vector == _tickVector || own)
        {
            if (_hasSoftirqs && (!_idles || Life.Of(ref core).RanTick)) RaiseSoftirq(ref core, softirqs.TickNs, now);
        }
        else if (core.Line > 0)
        {
            if (_hasSoftirqs) RaiseSoftirq(ref core, softirqs.DeviceNs, now);
        }
        else if (_idles && core.Vector == _vectors.Reschedule)
        {
            ref Life life = ref Life.Of(ref core);
            life.NeedsResched = life.Base >= BaseContext.IdleTicking && IsPresent(ref core);
        }
    }

    // True when the event that is due is one of the core's life.
    private bool OnLife(int cpu, ref Core core, long now, Effects effects)
    {
        if (_idles && Life.Of(ref core).RunEndNs == now)
        {
            ref Life life = ref Life.Of(ref core);
            life.RunEndNs = long.MaxValue;
            life.RunHasEnded = true;
        }
        else if (_hasSoftirqs && NestOf(ref core).SoftThreadNs == now)
        {
            ref Nest nest = ref NestOf(ref core);
            nest.SoftThreadNs = long.MaxValue;
            nest.SoftThreadIsDue = true;
        }
        else
        {
            if (_hasJob && JobOf(ref core).EndNs == now) OnStepEnds(cpu, ref core, ref JobOf(ref core), now, effects);
            else if (_watches && WatchOf(ref core).NextNs == now) OnWatch(cpu, ref core, now, effects);
            else if (_hasGuest && GuestOf(ref core).NextNs == now) OnGuest(cpu, ref core, now, effects);
            else return false;
            SetWork(ref core);
            return true;
        }

        if (core.Step == CpuStep.None)
        {
            if (_hasSoftirqs && NestOf(ref core).SoftThreadIsDue) BeginSoftirqs(cpu, ref core, ref NestOf(ref core), now, effects);
            else GoOnBelow(cpu, ref core, now, effects);
            if (!_hosted || !Halts(cpu, ref core, now, effects)) Offer(cpu, ref core, now);
            if (_isVirtual) ExitToHalt(cpu, ref core, now, effects);
            if (_stopsTimer) SleepDeeply(cpu, ref core, now, effects);
        }

        SetWork(ref core);
        return true;
    }

    private void SetWork(ref Core core)
    {
        long next = _workload ? TimesOf(ref core).NextNs : long.MaxValue;
        if (_idles) next = Math.Min(next, Life.Of(ref core).RunEndNs);
        if (_hasSoftirqs) next = Math.Min(next, NestOf(ref core).SoftThreadNs);
        if (_watches) next = Math.Min(next, WatchOf(ref core).NextNs);
        if (_hasJob) next = Math.Min(next, JobOf(ref core).EndNs);
        if (IsStolenFrom) next = Math.Min(next, StealOf(ref core).NextNs);
        if (_hasGuest) next = Math.Min(next, GuestOf(ref core).NextNs);
        core.WorkNs = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsIdle(ref Core core) => _idles && Life.Of(ref core).Base >= BaseContext.IdleTicking;
}
