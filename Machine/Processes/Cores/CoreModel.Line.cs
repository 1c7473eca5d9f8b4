using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Verdicts of a line's critical sections.
internal sealed partial class CoreModel
{
    private void OnVerdict(int cpu, ref Core core, in Message message, Effects effects)
    {
        long now = message.Time, word = message.A;
        FlowVerdict verdict = (FlowVerdict)(word & 15);
        bool fits = verdict is FlowVerdict.Run or FlowVerdict.Drop ? core.Step == CpuStep.LineWait : core.Step == CpuStep.FinishWait;
        if (!fits)
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got the verdict {verdict} at {now} ns.");
            return;
        }

        int holder = (int)(word >> 32) - 1;
        for (long eois = word >> 4 & 15; eois > 0; eois--) EndOfInterrupt(cpu, ref core, now, effects);
        if ((word & 1 << 8) != 0) core.Apic.MaskTimer();
        if ((word & 1 << 9) != 0) core.Apic.UnmaskTimer();
        switch (verdict)
        {
            case FlowVerdict.Run:
                RunAction(cpu, ref core, now, message.B - core.RequestNs, effects);
                break;
            case FlowVerdict.Again:
                RunAgain(cpu, ref core, now, effects);
                break;
            case FlowVerdict.Drop:
                DropTick(cpu, ref core, in message, holder, effects);
                Return(cpu, ref core, now, effects);
                break;
            default:
                Return(cpu, ref core, now, effects);
                break;
        }
    }

    private void RunAction(int cpu, ref Core core, long now, long waited, Effects effects)
    {
        if (core.Vector == _tickVector)
        {
            if (waited > core.WaitNs) (core.WaitCause, core.WaitId) = ((byte)LateCauseKind.Line, 0);
            core.WaitNs += waited;
            StartTick(cpu, ref core, now, effects);
            JudgeLate(ref core, effects);
            Run(cpu, ref core, now, DrawHandler(cpu, ref core) + (_oneShot ? _armNs : 0), effects);
        }
        else if (core.Line == 0)
        {
            Run(cpu, ref core, now, Broadcast(cpu, ref core, now, effects), effects);
        }
        else
        {
            StartHandler(cpu, ref core, now, effects);
            long length = _scenario.Workload.Devices[core.Line - 1].HandlerNs;
            Send(cpu, ref core, now, _ids.Lines, now + length, MessageKind.Deassert, core.Line, effects);
            Run(cpu, ref core, now, length, effects);
        }
    }

    // A run for an arrival of somebody else's, with this CPU's data.
    private void RunAgain(int cpu, ref Core core, long now, Effects effects)
    {
        core.RunsAgain = true;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.SpuriousRun);
        if (effects.Tracing)
            Trace(cpu, ref core, now, TraceKind.SpuriousRun, core.CurrentInterrupt, effects, vector: core.Vector, line: core.Line);
        if (core.Vector != _tickVector)
        {
            RunAction(cpu, ref core, now, 0, effects);
            return;
        }

        core.SpuriousRuns++;
        CountJiffies(ref core, now);
        StartHandler(cpu, ref core, now, effects);
        Run(cpu, ref core, now, _oneShot ? _emptyNs : DrawHandler(cpu, ref core), effects);
    }

    // The handler's length is known, so its end is announced now.
    private void Run(int cpu, ref Core core, long now, long length, Effects effects)
    {
        core.Step = CpuStep.Handler;
        core.StepNs = now + length;
        Send(cpu, ref core, now, _ids.Lines, core.StepNs, MessageKind.Finish, core.Line, effects, core.CurrentInterrupt);
    }

    private void DropTick(int cpu, ref Core core, in Message message, int holder, Effects effects)
    {
        DropReason reason = (DropReason)(message.A >> 12 & 15);
        core.Hash = EventHash.Extend(core.Hash, message.Time, HashWord.Dropped | (ulong)reason << 8 | (ulong)(uint)holder << 16);
        if (effects.Tracing)
        {
            Trace(cpu, ref core, message.Time, TraceKind.Dropped, core.CurrentInterrupt, effects, argument: (long)reason,
                vector: core.Vector, line: core.Line, peer: holder);
        }

        if (core.Vector != _tickVector || core.CurrentTickNs < 0) return;
        core.Dropped++;
        core.CurrentTickNs = -1;
        if (core.DropSeen) return;
        core.DropSeen = true;
        effects.Append(
            new Statistic((int)StatisticKind.FirstDrop, (int)reason, message.B,
            (message.A >> 16 & 1) | (long)core.Line << 1 | (long)(holder + 1) << 32));
    }
}
