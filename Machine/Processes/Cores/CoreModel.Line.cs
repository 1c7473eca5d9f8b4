using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What a line tells a CPU: verdicts of its critical sections, and operations on it.
internal sealed partial class CoreModel
{
    private void OnVerdict(int cpu, ref Core core, in Message message, Effects effects)
    {
        if (_preempts && IsLate(cpu, ref core, in message, effects)) return;
        Verdict verdict = Verdict.Unpack(message.A);
        TakeVerdict(cpu, ref core, message.Time, in verdict, message.B, effects);
    }

    private void TakeVerdict(int cpu, ref Core core, long now, in Verdict verdict, long acquiredNs, Effects effects)
    {
        bool begins = verdict.Flow is FlowVerdict.Run or FlowVerdict.Drop;
        if (core.Step != (begins ? CpuStep.LineWait : CpuStep.FinishWait))
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got the verdict {verdict.Flow} at {now} ns.");
            return;
        }

        // Dropped, run again, or behind those that were dropped when it asked for the lock again.
        core.Collided |= verdict.Flow is FlowVerdict.Drop or FlowVerdict.Again || !begins && acquiredNs > core.RequestNs;
        for (int eois = verdict.Eois; eois > 0; eois--) EndOfInterrupt(cpu, ref core, now, effects);
        if (verdict.MasksTimer) core.Apic.MaskTimer();
        if (verdict.UnmasksTimer) core.Apic.UnmaskTimer();
        switch (verdict.Flow)
        {
            case FlowVerdict.Run:
                RunAction(cpu, ref core, now, acquiredNs - core.RequestNs, effects);
                break;
            case FlowVerdict.Again:
                RunAgain(cpu, ref core, now, effects);
                break;
            case FlowVerdict.Drop:
                DropTick(cpu, ref core, now, decidedNs: acquiredNs, verdict.Reason, verdict.Remembered, verdict.Holder, effects);
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
            NoteWait(ref core, LateCauseKind.Line, waited);
            JudgeLate(cpu, ref core, now, effects);
            StartTick(cpu, ref core, now, effects);
            Run(cpu, ref core, now, TimersLength(cpu, ref core) + (_oneShot ? _armNs : 0), effects);
        }
        else if (core.Line == 0)
        {
            StartBroadcast(cpu, ref core, now, waited, effects);
        }
        else
        {
            StartHandler(cpu, ref core, now, effects);
            long length = _scenario.Workload.Devices[core.Line - 1].HandlerNs;
            if (IsInterruptible(ref core))
            {
                RunInterruptible(cpu, ref core, now, length);
                return;
            }

            if (!_preempts) Send(cpu, ref core, now, _lineProcesses[core.Line], now + length, MessageKind.Deassert, core.Line, effects);
            Run(cpu, ref core, now, length, effects);
        }
    }

    // A run for another CPU's arrival, with this CPU's data.
    private void RunAgain(int cpu, ref Core core, long now, Effects effects)
    {
        core.RunsAgain = true;
        Note(cpu, ref core, now, HashWord.SpuriousRun, TraceKind.SpuriousRun, core.CurrentInterrupt, effects, core.Vector, core.Line);
        if (core.Vector != _tickVector)
        {
            RunAction(cpu, ref core, now, 0, effects);
            return;
        }

        core.SpuriousRuns++;
        CountJiffies(ref core, now);
        StartHandler(cpu, ref core, now, effects);
        Run(cpu, ref core, now, _rerunsFully ? DrawHandler(cpu, ref core) : _emptyNs, effects);
    }

    // The handler's length is known, so its end is announced now, unless its vCPU may be away by then.
    private void Run(int cpu, ref Core core, long now, long length, Effects effects)
    {
        core.Step = CpuStep.Handler;
        core.StepNs = now + length;
        if (_preempts) return;
        int process = _lineProcesses[core.Line];
        Send(cpu, ref core, now, process, core.StepNs, MessageKind.Finish, core.Line, effects, core.CurrentInterrupt);
    }

    private void DropTick(
        int cpu, ref Core core, long now, long decidedNs, DropReason reason, bool remembered, int holder, Effects effects)
    {
        ulong word = HashWord.Dropped | (ulong)reason << 8 | (ulong)(uint)holder << 16;
        Note(cpu, ref core, now, word, TraceKind.Dropped, core.CurrentInterrupt, effects, core.Vector, core.Line, holder, (long)reason);
        if (core.Vector != _tickVector || core.CurrentTickNs < 0) return;
        core.Dropped++;
        effects.Measure((int)StatisticKind.Loss, (long)reason);
        core.CurrentTickNs = -1;
        if (core.DropSeen) return;
        core.DropSeen = true;
        effects.Append(new FirstDrop(decidedNs, reason, remembered, core.Line, holder).Pack());
    }

    // handle_percpu_devid_irq finds no action for this CPU: it is disabled for the line here, with one warning, and nowhere else.
    private void MissAction(int cpu, ref Core core, long now, Effects effects)
    {
        core.Apic.MaskTimer();
        DropTick(cpu, ref core, now, decidedNs: now, DropReason.NoAction, remembered: false, holder: -1, effects);
        Return(cpu, ref core, now, effects);
    }

    // What an operation on IRQ0's line means to one CPU.
    private static void OnOperation(ref Core core, in Message message)
    {
        if ((LineAction)message.A == LineAction.RemoveAction) core.NoAction = true;
        else core.Apic.UnmaskTimer();
    }
}
