using Tickstorm.Engine;
using Tickstorm.Kernel;

namespace Tickstorm.Processes.Cores;

// RCU as a CPU sees it: a tick notices a new grace period, and a later one finds that the CPU has passed a quiescent state since.
internal sealed partial class CoreModel
{
    private readonly bool _hasGracePeriods, _saysStalls;

    /// <summary>True when RCU has grace periods that CPUs take part in.</summary>
    public bool HasGracePeriods => _hasGracePeriods;

    // rcu_check_callbacks: the tick comes from a task in user mode or from the idle loop. What was passed before the grace period was
    // noticed does not count (rcu_check_quiescent_state).
    private void CheckGracePeriod(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        uint number = (uint)effects.ReadWord(PublishedValue.GracePeriod, now);
        if (_saysStalls) CheckStall(cpu, ref core, ref life, now, effects);
        if (number != life.GraceSeen)
        {
            life.GraceSeen = number;
            life.OwesQuiescence = true;
            return;
        }

        // A task that waits for its call is in the kernel, and lets nobody run.
        if (!life.OwesQuiescence || life.Base == BaseContext.CallWait) return;
        life.OwesQuiescence = false;
        Send(cpu, ref core, now, _ids.Xtime, now + _publishedNs, MessageKind.Timekeeper,
            (long)TimekeeperCall.Quiescent | (long)number << Timekeeper.CallBits, effects);
    }

    // check_cpu_stall: a CPU that the grace period waits for says it of itself at once, the others later.
    private void CheckStall(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        ref readonly PublishedWrite stall = ref effects.Read(PublishedValue.Stall, now);
        if (stall.A == 0 || !life.OwesQuiescence && now < stall.TimeNs + DetectorMessages.Delay * _grid.PeriodNs) return;
        Send(cpu, ref core, now, _ids.Xtime, now + _publishedNs, MessageKind.Timekeeper,
            (long)TimekeeperCall.Stalls | stall.A << Timekeeper.CallBits, effects);
    }

    // rcu_pending, in rcu_needs_cpu.
    private bool RcuKeepsTick(ref Life life, long now, Effects effects) =>
        _hasGracePeriods && _kernel.RcuWaitsKeepTick
        && (life.OwesQuiescence || (uint)effects.ReadWord(PublishedValue.GracePeriod, now) != life.GraceSeen);
}
