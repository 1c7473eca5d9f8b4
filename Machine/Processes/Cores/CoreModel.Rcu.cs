using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// RCU as a CPU sees it: a tick notices a new grace period, and a later one finds that the CPU has passed a quiescent state since.
internal sealed partial class CoreModel
{
    private readonly bool _hasGracePeriods;

    // rcu_check_callbacks: the tick comes from a task in user mode or from the idle loop. What was passed before the grace period was
    // noticed does not count (rcu_check_quiescent_state).
    private void CheckGracePeriod(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        uint number = (uint)effects.Read(PublishedValue.GracePeriod, now).A;
        if (number != life.GraceSeen)
        {
            life.GraceSeen = number;
            life.OwesQuiescence = true;
            return;
        }

        if (!life.OwesQuiescence) return;
        life.OwesQuiescence = false;
        Send(cpu, ref core, now, _ids.Xtime, now + _publishedNs, MessageKind.Timekeeper,
            (long)TimekeeperCall.Quiescent | (long)number << Timekeeper.CallBits, effects);
    }

    // rcu_pending, in rcu_needs_cpu.
    private bool RcuKeepsTick(ref Life life, long now, Effects effects) =>
        _hasGracePeriods && _kernel.RcuWaitsKeepTick
        && (life.OwesQuiescence || (uint)effects.Read(PublishedValue.GracePeriod, now).A != life.GraceSeen);
}
