using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// IRR to ISR, entry, handler, EOI, IRET.
internal sealed partial class CoreModel
{
    private void OnInterrupt(int cpu, ref Core core, in Message message, Effects effects)
    {
        byte vector = (byte)message.A;
        bool level = message.B == 1;
        long now = message.Time;
        bool waitsForIt = _isCall[vector];
        if (waitsForIt && !TakesCall(cpu, ref core, in message, effects)) return;
        if (core.Step == CpuStep.Offline)
        {
            if (core.Apic.Accept(vector, level) == AcceptOutcome.Refused) GuestOf(ref core).Refused++;
            if (IsDevice(vector)) RefuseDevice(ref core);
            return;
        }

        if (vector == _vectors.CallFunction && !waitsForIt) NoteCaller(cpu, ref core, message.Source, now, effects);
        AcceptOutcome outcome = core.Apic.Accept(vector, level);
        if (waitsForIt) CountCall(ref core, outcome);
        if (outcome != AcceptOutcome.Accepted && IsDevice(vector))
        {
            if (level) DeviceCountsOf(ref core).CoalescedLevels++;
            else DeviceCountsOf(ref core).Coalesced++;
        }

        if (outcome != AcceptOutcome.Accepted) return;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.Accepted | Word(vector));
        NoteAcceptance(ref core, vector, now);
        if (_isVirtual) ExitToAccept(cpu, ref core, now, effects);
        Offer(cpu, ref core, now);
        if (_hosted) Wake(cpu, ref core, now, now, effects);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NoteAcceptance(ref Core core, byte vector, long now)
    {
        (core.EarlierVector, core.EarlierAcceptNs) = (core.AcceptedVector, core.AcceptNs);
        (core.AcceptedVector, core.AcceptNs) = (vector, now);
    }

    // A vector reaches the CPU some time after its acceptance, and the CPU then takes some time to get to its stub, each time. Vectors
    // accepted before the last two have long arrived.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Offer(int cpu, ref Core core, long now)
    {
        if (core.Step != CpuStep.None)
        {
            if (_isInterruptible) Interrupt(cpu, ref core, now);
            return;
        }

        if (core.Apic.PendingVector is not (>= 0 and var vector)) return;
        if (_stopsTimer && BroadcastOf(ref core).Phase == SleepPhase.Deep)
        {
            core.Step = CpuStep.WakeUp;
            core.StepNs = Math.Max(now, ReachedNs(cpu, ref core, vector)) + _idleExitNs;
            return;
        }

        core.Step = CpuStep.Dispatch;
        core.StepNs = Math.Max(now, ReachedNs(cpu, ref core, vector)) + _dispatchNs;
        if (_idleExitNs > 0 && IsIdle(ref core)) core.StepNs += _idleExitNs;
    }

    private long ReachedNs(int cpu, ref Core core, int vector) =>
        (vector == core.AcceptedVector ? core.AcceptNs : core.EarlierAcceptNs) + DeliverNs(cpu, vector);

    private void Dispatch(int cpu, ref Core core, long now, Effects effects)
    {
        if (_stealsTicks && IsStolenAtTick(cpu, ref core, now)) return;
        byte vector = (byte)core.Apic.Acknowledge();
        core.Vector = vector;
        core.DispatchNs = now;
        core.Dispatched++;
        core.Enters++;
        core.RunsAgain = false;
        core.CpuNs += vector == _tickVector ? TickExitNs(cpu) : _otherExitNs;
        if (_skipsEoi) PlanEoi(ref core);
        if (vector == _tickVector)
        {
            EndWait(cpu, ref core, now);
            core.CurrentTickNs = core.WaitingTickNs;
            // What came from outside finds nothing expired, and arms nothing else.
            core.RunsAgain = core.WaitingTickNs < 0 && !_broadcast && !_idles;
            core.WaitingTickNs = -1;
            core.CurrentInterrupt = core.TickInterrupt;
            core.Line = _tickLine;
            if (Broadcasts) EndBroadcastWait(ref core, now);
            if (_catchesUp) Inject(cpu, ref core, now, effects);
        }
        else
        {
            // On the CPU that the broadcast device interrupts, that interrupt is its own tick.
            core.CurrentInterrupt = vector == _vectors.Irq0 && core.WaitingTickNs >= 0 ? core.TickInterrupt : ++core.Interrupts;
            core.Line = -1;
            if (core.WaitingTickNs >= 0) IsBlockedBy(ref core, LateCauseKind.Vector, vector, now);
        }

        if (_idles && Life.Of(ref core).Base == BaseContext.IdleStopped) CatchUp(cpu, ref core, now, effects);
        ulong word = HashWord.Dispatched | Word(vector);
        Note(cpu, ref core, now, word, TraceKind.Dispatched, core.CurrentInterrupt, effects, vector);
        int line = LineOf(ref core, vector);
        if (line > 0 || line == VectorPlan.OfCpu) DeviceCountsOf(ref core).Taken++;
        if (line >= 0)
        {
            core.Line = (short)line;
            core.RequestNs = now + _entryNs;
            core.Step = CpuStep.LineWait;
            BeginSpin(ref core, core.RequestNs);
            int process = _lineProcesses[line];
            Send(cpu, ref core, now, process, core.RequestNs, MessageKind.Arrive, line, effects, core.CurrentInterrupt);
            return;
        }

        if (line == VectorPlan.OfCpu) TakeStray(cpu, ref core, now, effects);
        else if (line == VectorPlan.OfNobody) Say(cpu, ref core, now, DetectorKind.NoIrqHandler, vector, effects);

        bool tick = vector == _tickVector;
        core.Step = CpuStep.Entry;
        core.StepNs = now + _entryNs + (tick && _eoiFirst ? EoiNs(ref core) : 0);
        if (!tick || !_takesXtime) return;
        core.RequestNs = core.StepNs;
        if (_preempts) core.StepNs -= _lockAskNs;
        else AskForXtime(cpu, ref core, now, effects);
    }

    private void Enter(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Vector != _tickVector || _eoiFirst) EndOfInterrupt(cpu, ref core, now, effects);
        if (_lines[core.Vector] is VectorPlan.OfCpu or VectorPlan.OfNobody)
        {
            Return(cpu, ref core, now, effects);
            return;
        }

        core.Step = CpuStep.Handler;
        if (core.Vector != _tickVector)
        {
            core.StepNs = now + _ipiHandlerNs;
            if (_isCall[core.Vector]) TakeCalls(ref core);
            StartHandler(cpu, ref core, now, effects);
            return;
        }

        if (core.NoAction)
        {
            MissAction(cpu, ref core, now, effects);
            return;
        }

        if (!_takesXtime) JudgeLate(cpu, ref core, now, effects);
        StartTick(cpu, ref core, now, effects);
        if (_takesXtime || _locksJiffies && Life.Of(ref core).WaitsForJiffies)
        {
            core.Step = CpuStep.XtimeWait;
            BeginSpin(ref core, now);
            if (!_preempts || !_takesXtime) return;
            core.RequestNs = now + _lockAskNs;
            AskForXtime(cpu, ref core, now, effects);
            return;
        }

        long length = Math.Max(1, TimersLength(cpu, ref core) + (_oneShot ? _armNs : 0) + _sharedLineNs);
        if (_hrtimerBroadcasts && RunsBroadcastTimer(cpu, ref core, now, length, effects)) return;
        core.StepNs = now + length;
        if (_eoiLast && !_preempts) AskForIoApic(cpu, ref core, now, core.StepNs, effects);
    }

    private void OnXtime(int cpu, ref Core core, in Message message, Effects effects)
    {
        if (core.Step != CpuStep.XtimeWait)
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got the xtime lock at {message.Time} ns.");
            return;
        }

        EndXtime(cpu, ref core, message.Time, message.B, effects);
    }

    private void EndXtime(int cpu, ref Core core, long now, long acquiredNs, Effects effects)
    {
        NoteWait(ref core, LateCauseKind.Lock, acquiredNs - core.RequestNs);
        JudgeLate(cpu, ref core, now, effects);
        core.Step = CpuStep.Handler;
        core.StepNs = now + DrawHandler(cpu, ref core) + JiffiesWork(ref core, now);
    }

    private void AskForXtime(int cpu, ref Core core, long now, Effects effects) =>
        Send(cpu, ref core, now, _ids.Xtime, core.RequestNs, MessageKind.Xtime, 0, effects, core.CurrentInterrupt);

    private void AskForIoApic(int cpu, ref Core core, long now, long arrivesNs, Effects effects) =>
        Send(cpu, ref core, now, _ids.Lines, arrivesNs, MessageKind.Quirk, 0, effects, core.CurrentInterrupt);

    private void OnQuirk(int cpu, ref Core core, in Message message, Effects effects)
    {
        if (core.Step != CpuStep.QuirkWait)
        {
            effects.Fault($"CPU {cpu} in step {core.Step} got ioapic_lock at {message.Time} ns.");
            return;
        }

        EndQuirk(cpu, ref core, message.Time, message.B, effects);
    }

    // The section is over as well: its CPU hears of both at once.
    private void EndQuirk(int cpu, ref Core core, long now, long acquiredNs, Effects effects)
    {
        if (effects.Tracing)
        {
            Trace(cpu, now, TraceKind.LockWaitEnd, core.CurrentInterrupt, effects, core.Vector, LockLines.IoApic,
                argument: acquiredNs - core.RequestNs);
        }

        EndOfInterrupt(cpu, ref core, now, effects);
        Return(cpu, ref core, now, effects);
    }

    private void EndHandler(int cpu, ref Core core, long now, Effects effects)
    {
        if (_timer.RefusesPast && IsRefused(cpu, ref core, now, effects)) return;
        ulong word = HashWord.HandlerEnd | Word(core.Vector);
        Note(cpu, ref core, now, word, TraceKind.HandlerExit, core.CurrentInterrupt, effects, core.Vector, core.Line);
        bool own = _stopsTimer && EndsOwnTick(ref core);
        // A re-run finds nothing expired: it programs the event that is programmed already.
        if (_oneShot && (core.Vector == _tickVector && !core.RunsAgain || own))
        {
            if (!_hasHrtimer || own) ArmNext(cpu, ref core, now, effects);
            else if (RunsTimersAgain(cpu, ref core, now, effects)) return;
        }

        if (_isLiving) EndInLife(cpu, ref core, now, own);
        if (_lines[core.Vector] != VectorPlan.NoLine)
        {
            if (IsInterruptible(ref core)) FinishInterruptible(cpu, ref core, now, effects);
            else if (_preempts) FinishLater(cpu, ref core, now, effects);
            else core.RequestNs = now;
            core.Step = CpuStep.FinishWait;
            BeginSpin(ref core, core.RequestNs);
        }
        else if (core.Vector == _tickVector && _eoiLast)
        {
            core.Step = CpuStep.QuirkWait;
            core.RequestNs = _preempts ? now + _lockAskNs : now;
            BeginSpin(ref core, core.RequestNs);
            if (_preempts) AskForIoApic(cpu, ref core, now, core.RequestNs, effects);
            if (effects.Tracing)
                Trace(cpu, now, TraceKind.LockWaitBegin, core.CurrentInterrupt, effects, core.Vector, LockLines.IoApic);
        }
        else
        {
            if (_cleanupVector != 0 && core.Vector == _cleanupVector) Clean(cpu, ref core, now, effects);
            if (_isCall[core.Vector]) AnswerCalls(cpu, ref core, now, effects);
            else if (core.Vector == _vectors.CallFunction) AcknowledgeCalls(cpu, ref core, now, effects);
            Return(cpu, ref core, now, effects);
        }
    }

    private void EndOfInterrupt(int cpu, ref Core core, long now, Effects effects)
    {
        EoiResult ended = core.Apic.EndOfInterrupt();
        core.Eois++;
        if (_isVirtual) ExitToEnd(cpu, ref core, now, ended.Broadcast, effects);
        // The tick's own stub waits for it; in the other paths it is a cost without a delay.
        if (core.Step != CpuStep.Entry || core.Vector != _tickVector)
        {
            core.CpuNs += EoiNs(ref core);
            Owe(ref core, EoiNs(ref core));
        }

        ulong word = HashWord.Eoi | Word(ended.Vector);
        Note(cpu, ref core, now, word, TraceKind.Eoi, core.CurrentInterrupt, effects, ended.Vector);
        if (_reinjects && ended.Vector == _tickVector) Inject(cpu, ref core, now, effects);
        if (ended.Broadcast)
            Send(cpu, ref core, now, _ids.Lines, now + _scenario.Costs.IoApicWrite, MessageKind.EndOfInterrupt, ended.Vector, effects);
    }

    // The tick is handled: its own CPU's handler starts for it.
    private void StartTick(int cpu, ref Core core, long now, Effects effects)
    {
        if (_idles)
        {
            RunTimers(cpu, ref core, now, effects);
        }
        else if (core.CurrentTickNs < 0)
        {
            core.SpuriousRuns++;
        }
        else
        {
            core.Handled++;
            effects.MeasureFirst((int)StatisticKind.Latency, now - core.CurrentTickNs, core.CurrentInterrupt);
            core.LastHandledNs = now;
            core.CurrentTickNs = -1;
        }

        if (_readsStealClock) ReadStealClock(ref core);
        if (core.CoalesceDueNs != 0)
        {
            core.CoalescedTooLong |= now > core.CoalesceDueNs;
            core.CoalesceDueNs = 0;
        }

        CountJiffies(ref core, now);
        StartHandler(cpu, ref core, now, effects);
    }

    private void StartHandler(int cpu, ref Core core, long now, Effects effects)
    {
        ulong word = HashWord.HandlerStart | Word(core.Vector);
        Note(cpu, ref core, now, word, TraceKind.HandlerEnter, core.CurrentInterrupt, effects, core.Vector, core.Line);
    }

    private void JudgeLate(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.WaitNs <= _lateNs) return;
        core.Late++;
        if (effects.Tracing)
        {
            Trace(cpu, now, TraceKind.Late, core.CurrentInterrupt, effects, core.Vector, core.Line,
                argument: LateTick.Pack(core.WaitNs, core.WaitCause, core.WaitId));
        }

        effects.Measure((int)StatisticKind.Late, core.WaitNs, (long)core.WaitCause | (long)core.WaitId << 8);
        core.WaitNs = 0;
    }

    private void Return(int cpu, ref Core core, long now, Effects effects)
    {
        core.Exits++;
        core.CpuNs += now - core.DispatchNs;
        if (_hosted) BookStolen(ref core);
        if (core.Collided) NoteCollision(ref core, now);
        Note(cpu, ref core, now, HashWord.Returned, TraceKind.Returned, core.CurrentInterrupt, effects, core.Vector);
        Resume(cpu, ref core, now, effects);
    }

    // Interrupts are on again: what waits in IRR is taken at once.
    private void Resume(int cpu, ref Core core, long now, Effects effects)
    {
        if (_hosted && (Leaves(cpu, ref core, now, effects) || !_isLiving && Halts(cpu, ref core, now, effects))) return;
        if (_isVirtual) ExitToInject(cpu, ref core, now, effects);
        core.Step = CpuStep.None;
        core.StepNs = long.MaxValue;
        if (_isLiving)
        {
            ResumeLife(cpu, ref core, now, effects);
            return;
        }

        Offer(cpu, ref core, now);
        if (_chargesExits) PayBeforeDispatch(ref core, now);
        if (_isVirtual) ExitToHalt(cpu, ref core, now, effects);
    }
}
