using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// Softirqs: what interrupts leave to be done with interrupts on, after irq_exit or by a thread.
internal sealed partial class CoreModel
{
    // MAX_SOFTIRQ_RESTART and MAX_SOFTIRQ_TIME: how long __do_softirq goes on when new ones are raised meanwhile.
    private const int MostRestarts = 10;
    private const long MostSoftirqNs = 2_000_000;

    private void RaiseSoftirq(ref Core core, long workNs, long now)
    {
        if (workNs == 0) return;
        ref Nest nest = ref NestOf(ref core);
        nest.SoftPendingNs += workNs;
        if (nest.SoftRaisedNs < 0) nest.SoftRaisedNs = now;
    }

    // At the end of the outermost interrupt: true when softirqs run now.
    private bool RunsSoftirqs(int cpu, ref Core core, ref Nest nest, long now, Effects effects)
    {
        if (nest.SoftThreadIsDue)
        {
            BeginSoftirqs(cpu, ref core, ref nest, now, effects);
            return true;
        }

        // Its thread has been woken, and will.
        if (!HasRaised(in nest) || nest.SoftThreadNs != long.MaxValue) return false;
        if (_scenario.Workload.Softirqs.IsThreaded)
        {
            WakeSoftirqThread(ref core, ref nest, now);
            return false;
        }

        nest.SoftRestarts = 0;
        nest.SoftSinceNs = now;
        BeginSoftirqs(cpu, ref core, ref nest, now, effects);
        return true;
    }

    private void BeginSoftirqs(int cpu, ref Core core, ref Nest nest, long now, Effects effects)
    {
        if (nest.SoftThreadIsDue) (nest.SoftThreadIsDue, nest.SoftRestarts, nest.SoftSinceNs) = (false, 0, now);
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.SoftirqBegins);
        effects.Measure((int)StatisticKind.SoftirqDelay, now - nest.SoftRaisedNs);
        core.Step = CpuStep.Softirq;
        core.StepNs = now + nest.SoftPendingNs;
        nest.SoftPendingNs = 0;
        if (_softirqsOf.Length > 0)
        {
            (nest.SoftRound, nest.SoftRaised) = (nest.SoftRaised, 0);
            BeginVector(cpu, ref core, ref nest, now);
        }

        nest.SoftRaisedNs = -1;
        nest.TakesInterrupts = true;
    }

    private void EndSoftirqs(int cpu, ref Core core, long now, Effects effects)
    {
        ref Nest nest = ref NestOf(ref core);
        nest.TakesInterrupts = false;
        if (_softirqsOf.Length > 0 && GoesOnInRound(cpu, ref core, ref nest, now, effects)) return;
        if (HasRaised(in nest))
        {
            bool goesOn = ++nest.SoftRestarts < MostRestarts && (!_kernel.SoftirqTimeLimit || now - nest.SoftSinceNs < MostSoftirqNs);
            if (goesOn && !_scenario.Workload.Softirqs.IsThreaded)
            {
                BeginSoftirqs(cpu, ref core, ref nest, now, effects);
                Offer(cpu, ref core, now);
                return;
            }

            WakeSoftirqThread(ref core, ref nest, now);
        }

        if (_hosted && Leaves(cpu, ref core, now, effects)) return;
        core.Step = CpuStep.None;
        core.StepNs = long.MaxValue;
        GoOnBelow(cpu, ref core, now, effects);
        if (_hosted && Halts(cpu, ref core, now, effects)) return;
        Offer(cpu, ref core, now);
    }

    // Interrupted ones, those that wait for the end of an interrupt, and a thread that has been woken for them.
    private bool HasSoftirqsLeft(ref Core core)
    {
        ref Nest nest = ref NestOf(ref core);
        return core.Step == CpuStep.Softirq || nest.Depth > 0 || HasRaised(in nest) || nest.SoftThreadIsDue
            || nest.SoftThreadNs != long.MaxValue;
    }

    private void WakeSoftirqThread(ref Core core, ref Nest nest, long now)
    {
        nest.SoftThreads++;
        nest.SoftThreadNs = now + _scenario.Workload.Softirqs.WakeNs;
        SetWork(ref core);
    }

    private static bool HasRaised(in Nest nest) => nest.SoftPendingNs > 0 || nest.SoftRaised != 0;
}
