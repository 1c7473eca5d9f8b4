using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

// A core that lives: what happens between its interrupts, and at the end of each. The plain one has none of it.
internal sealed partial class CoreModel
{
    /// <summary>True when each core has a <see cref="Life"/> beside it.</summary>
    public bool IsLiving => _isLiving;

    /// <summary>True when CPUs idle and wake.</summary>
    public bool Idles => _idles;

    /// <summary>Since when a core's kernel wants ticks, ns.</summary>
    public long WantedSinceNs(ref Core core) => _idles ? LivingCore.Of(ref core).WantedSinceNs : 0;

    /// <summary>Interrupts that are open below the current one, at most.</summary>
    public uint Depth(ref Core core) => _isLiving ? LivingCore.Of(ref core).Depth : 0u;

    /// <summary>A core whose life begins; its local APIC and phase are set.</summary>
    public void StartLife(int cpu, ref Core core)
    {
        ref Life life = ref LivingCore.Of(ref core);
        life.TickNs = life.SleepNs = life.WheelNs = life.OtherWheelNs = life.RunEndNs = life.SoftThreadNs = long.MaxValue;
        life.SoftRaisedNs = -1;
        if (_idles) StartIdling(cpu, ref core, ref life);
    }

    /// <summary>How many interrupts the CPU is in that are in service.</summary>
    public uint InService(ref Core core)
    {
        uint count = core.Step is CpuStep.None or CpuStep.Dispatch or CpuStep.Softirq || !core.Apic.IsInIsr(core.Vector) ? 0u : 1;
        if (!_isLiving) return count;
        ref Life life = ref LivingCore.Of(ref core);
        for (int i = 0; i < life.Depth; i++)
        {
            ref Frame frame = ref life.Frames[i];
            if (frame.Step != CpuStep.Softirq && frame.Vector != core.Vector && core.Apic.IsInIsr(frame.Vector)) count++;
        }

        return count;
    }

    // An interrupt or a section has ended, and Step is None.
    private void ResumeLife(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref LivingCore.Of(ref core);
        if (life.Depth > 0) ReturnToFrame(ref core, ref life, now);
        else if (!_hasSoftirqs || !RunsSoftirqs(cpu, ref core, ref life, now, effects)) GoOnBelow(cpu, ref core, ref life, now, effects);
        Offer(ref core, now);
    }

    // What the workload's events and the end of an interrupt find to do below all interrupts.
    private void GoOnBelow(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (!_idles) return;
        if (life.NeedsResched) Reschedule(cpu, ref core, ref life, now, effects);
        if (life.RunHasEnded) EndRun(cpu, ref core, ref life, now, effects);
        else if (life.Base != BaseContext.Task) StopTick(cpu, ref core, ref life, now, effects);
        else if (_nohzFull.Length > 0) StopTickInTask(cpu, ref core, ref life, now, effects);
        SetWork(ref core, ref life);
    }

    // A handler ends: the softirqs that it raises, and the task that it wakes.
    private void EndInLife(ref Core core, long now)
    {
        SoftirqLoad softirqs = _scenario.Workload.Softirqs;
        ref Life life = ref LivingCore.Of(ref core);
        if (core.Vector == _tickVector)
        {
            if (_hasSoftirqs && (!_idles || life.RanTick)) RaiseSoftirq(ref core, softirqs.TickNs, now);
        }
        else if (core.Line > 0)
        {
            if (_hasSoftirqs) RaiseSoftirq(ref core, softirqs.DeviceNs, now);
        }
        else if (core.Vector == _vectors.Reschedule)
        {
            life.NeedsResched = _idles && life.Base != BaseContext.Task;
        }
    }

    // True when the event that is due is one of the core's life.
    private bool OnLife(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref LivingCore.Of(ref core);
        if (life.RunEndNs == now)
        {
            life.RunEndNs = long.MaxValue;
            life.RunHasEnded = true;
        }
        else if (life.SoftThreadNs == now)
        {
            life.SoftThreadNs = long.MaxValue;
            life.SoftThreadIsDue = true;
        }
        else
        {
            return false;
        }

        if (core.Step == CpuStep.None)
        {
            if (life.SoftThreadIsDue) BeginSoftirqs(cpu, ref core, ref life, now, effects);
            else GoOnBelow(cpu, ref core, ref life, now, effects);
            Offer(ref core, now);
        }

        SetWork(ref core, ref life);
        return true;
    }

    private static void SetWork(ref Core core, ref Life life) => core.WorkNs =
        Math.Min(core.Times.NextNs, Math.Min(life.RunEndNs, life.SoftThreadNs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsIdle(ref Core core) => _idles && LivingCore.Of(ref core).Base != BaseContext.Task;
}
