using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// Softirqs: what interrupts leave to be done with interrupts on, after irq_exit or by a thread.
internal sealed partial class CoreModel
{
    // MAX_SOFTIRQ_RESTART and MAX_SOFTIRQ_TIME: how long __do_softirq goes on when new ones are raised meanwhile.
    private const int MostRestarts = 10;
    private const long MostSoftirqNs = 2_000_000;

    private static void RaiseSoftirq(ref Core core, long workNs, long now)
    {
        if (workNs == 0) return;
        ref Life life = ref LivingCore.Of(ref core);
        life.SoftPendingNs += workNs;
        if (life.SoftRaisedNs < 0) life.SoftRaisedNs = now;
    }

    // At the end of the outermost interrupt: true when softirqs run now.
    private bool RunsSoftirqs(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (life.SoftThreadIsDue)
        {
            BeginSoftirqs(cpu, ref core, ref life, now, effects);
            return true;
        }

        // Its thread has been woken, and will.
        if (life.SoftPendingNs == 0 || life.SoftThreadNs != long.MaxValue) return false;
        if (_scenario.Workload.Softirqs.IsThreaded)
        {
            WakeSoftirqThread(ref core, ref life, now);
            return false;
        }

        life.SoftRestarts = 0;
        life.SoftSinceNs = now;
        BeginSoftirqs(cpu, ref core, ref life, now, effects);
        return true;
    }

    private void BeginSoftirqs(int cpu, ref Core core, ref Life life, long now, Effects effects)
    {
        if (life.SoftThreadIsDue) (life.SoftThreadIsDue, life.SoftRestarts, life.SoftSinceNs) = (false, 0, now);
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.SoftirqBegins);
        effects.Measure((int)StatisticKind.SoftirqDelay, now - life.SoftRaisedNs);
        core.Step = CpuStep.Softirq;
        core.StepNs = now + life.SoftPendingNs;
        life.SoftPendingNs = 0;
        life.SoftRaisedNs = -1;
        life.TakesInterrupts = true;
    }

    private void EndSoftirqs(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref LivingCore.Of(ref core);
        life.TakesInterrupts = false;
        if (life.SoftPendingNs > 0)
        {
            bool goesOn = ++life.SoftRestarts < MostRestarts && (!_kernel.SoftirqTimeLimit || now - life.SoftSinceNs < MostSoftirqNs);
            if (goesOn && !_scenario.Workload.Softirqs.IsThreaded)
            {
                BeginSoftirqs(cpu, ref core, ref life, now, effects);
                Offer(ref core, now);
                return;
            }

            WakeSoftirqThread(ref core, ref life, now);
        }

        core.Step = CpuStep.None;
        core.StepNs = long.MaxValue;
        GoOnBelow(cpu, ref core, ref life, now, effects);
        Offer(ref core, now);
    }

    private void WakeSoftirqThread(ref Core core, ref Life life, long now)
    {
        life.SoftThreads++;
        life.SoftThreadNs = now + _scenario.Workload.Softirqs.WakeNs;
        SetWork(ref core, ref life);
    }
}
