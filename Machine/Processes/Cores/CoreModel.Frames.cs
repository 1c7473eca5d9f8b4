using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

// Interrupts of interrupts. A device's handler without IRQF_DISABLED runs with interrupts on until 2.6.34, and softirqs do in all versions.
internal sealed partial class CoreModel
{
    // A vector in IRR whose priority the CPU's allows: the handler or softirq goes on until the vector reaches the CPU, and is then
    // interrupted. One that ends before is not; three deep is as deep as it goes.
    private void Interrupt(int cpu, ref Core core, long now)
    {
        ref Nest nest = ref NestOf(ref core);
        if (core.Step == CpuStep.Off) return;
        if (!nest.TakesInterrupts || nest.Depth == Frames.Capacity || core.Apic.PendingVector is not (>= 0 and var vector)) return;
        long begins = Math.Max(now, ReachedNs(cpu, ref core, vector));
        if (begins >= core.StepNs) return;
        ref Frame frame = ref nest.Frames[nest.Depth++];
        frame = new Frame
        {
            LeftNs = core.StepNs - begins,
            DispatchNs = core.DispatchNs - begins,
            Interrupt = core.CurrentInterrupt,
            Line = core.Line,
            Step = core.Step,
            Vector = core.Vector,
            RunsAgain = core.RunsAgain,
            Collided = core.Collided,
        };
        if (core.Step == CpuStep.Handler) nest.Nested++;
        nest.TakesInterrupts = false;
        core.Collided = false;
        core.Step = CpuStep.Dispatch;
        core.StepNs = begins + _dispatchNs;
    }

    // Its end has moved by what interrupted it, and that is not its time.
    private static void ReturnToFrame(ref Core core, ref Nest nest, long now)
    {
        ref Frame frame = ref nest.Frames[--nest.Depth];
        core.Step = frame.Step;
        core.StepNs = now + frame.LeftNs;
        core.DispatchNs = now + frame.DispatchNs;
        core.CurrentInterrupt = frame.Interrupt;
        core.Line = frame.Line;
        core.Vector = frame.Vector;
        core.RunsAgain = frame.RunsAgain;
        core.Collided = frame.Collided;
        nest.TakesInterrupts = true;
    }

    // The handler's end is not known at its start: it is announced when it comes.
    private void RunInterruptible(int cpu, ref Core core, long now, long length)
    {
        core.Step = CpuStep.Handler;
        core.StepNs = now + length;
        NestOf(ref core).TakesInterrupts = true;
        Offer(cpu, ref core, now);
    }

    private void FinishInterruptible(int cpu, ref Core core, long now, Effects effects)
    {
        NestOf(ref core).TakesInterrupts = false;
        core.RequestNs = now + _finishNs;
        int process = _lineProcesses[core.Line];
        Send(cpu, ref core, now, process, core.RequestNs, MessageKind.Deassert, core.Line, effects);
        Send(cpu, ref core, now, process, core.RequestNs, MessageKind.Finish, core.Line, effects, core.CurrentInterrupt);
    }

    private bool IsInterruptible(ref Core core) => _nests && core.Line > 0 && !_scenario.Workload.Devices[core.Line - 1].IrqsOff;
}
