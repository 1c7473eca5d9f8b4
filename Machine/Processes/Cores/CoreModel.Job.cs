using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// A bulk-synchronous job. What interrupts take of a step is looked up at its end: while they come nothing more is done.
internal sealed partial class CoreModel
{
    private readonly bool _hasJob;
    private readonly long _stepNs, _toBarrierNs;

    private ref Job JobOf(ref Core core) => ref PartOf<Job>(ref core, _jobAt);

    private void StartJob(int cpu, ref Core core)
    {
        ref Job job = ref JobOf(ref core);
        job.EndNs = _busy[cpu] ? _stepNs : long.MaxValue;
    }

    // All have arrived: the next step begins.
    private void OnStepBegins(ref Core core, long now)
    {
        ref Job job = ref JobOf(ref core);
        job.StartNs = now;
        job.EndNs = now + _stepNs;
        // Of an interrupt that it is in, what is over belongs to the step before.
        bool isInInterrupt = core.Step is not (CpuStep.None or CpuStep.Dispatch or CpuStep.IrqsOff or CpuStep.Off);
        job.TakenNs = core.CpuNs + (isInInterrupt ? now - core.DispatchNs : 0);
        SetWork(ref core);
    }

    private void OnStepEnds(int cpu, ref Core core, ref Job job, long now, Effects effects)
    {
        job.EndNs = long.MaxValue;
        if (core.Step is not (CpuStep.None or CpuStep.IrqsOff))
        {
            job.IsDue = true;
            return;
        }

        EndStep(cpu, ref core, ref job, now, effects);
    }

    // The step is over when its CPU has computed for as long, interrupts apart.
    private void EndStep(int cpu, ref Core core, ref Job job, long now, Effects effects)
    {
        job.IsDue = false;
        long end = job.StartNs + _stepNs + core.CpuNs - job.TakenNs;
        if (end > now)
        {
            job.EndNs = end;
            return;
        }

        Send(cpu, ref core, now, _ids.Job, now + _toBarrierNs, MessageKind.StepEnds, 0, effects);
    }
}
