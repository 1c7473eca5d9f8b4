using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The workload around the tick: IPIs, interrupts-off sections.
internal sealed partial class CoreModel
{
    private const long Second = 1_000_000_000;
    private const byte HostWork = 2;

    /// <summary>Sets the first times of the workload's generators.</summary>
    public void StartWork(int cpu, ref Core core)
    {
        core.WorkNs = long.MaxValue;
        if (IsStolenFrom)
        {
            StartSteal(cpu, ref core);
            core.WorkNs = StealOf(ref core).NextNs;
        }

        if (!_workload) return;
        ref WorkTimes times = ref TimesOf(ref core);
        times.RescheduleNs = times.CallFunctionNs = times.IrqsOffNs = times.ShootDownNs = times.HostNs = long.MaxValue;
        Workload work = _scenario.Workload;
        if (_rescheduled.EveryNs(cpu) > 0) times.RescheduleNs = NextIpi(cpu, ref times, 0, DrawPurpose.Reschedule, _rescheduled);
        if (_called.EveryNs(cpu) > 0) times.CallFunctionNs = NextIpi(cpu, ref times, 0, DrawPurpose.CallFunction, _called);
        if (work.ShootDownsPerSecond > 0 && _ids.Cpus > 1)
            times.ShootDownNs = Next(cpu, ref times, 0, DrawPurpose.ShootDown, work.ShootDownsPerSecond);
        if (work.IrqsOffPerSecond > 0) times.IrqsOffNs = Next(cpu, ref times, 0, DrawPurpose.IrqsOff, work.IrqsOffPerSecond);
        if (work.HostInterruptsPerSecond > 0)
            times.HostNs = Next(cpu, ref times, 0, DrawPurpose.HostInterrupt, work.HostInterruptsPerSecond);
        core.WorkNs = Math.Min(core.WorkNs, times.NextNs);
    }

    private void OnWork(int cpu, ref Core core, long now, Effects effects)
    {
        if (_isLiving && OnLife(cpu, ref core, now, effects)) return;
        if (IsStolenFrom && OnSteal(cpu, ref core, now, effects)) return;
        byte ipi = TakeWork(cpu, ref TimesOf(ref core), now);
        SetWork(ref core);
        // A task that does not run sends nothing; its rates are those of the time that it runs.
        bool runs = core.Step is not (CpuStep.Off or CpuStep.Offline) && !IsIdle(ref core)
            && !(_callsWait && Life.Of(ref core).Base == BaseContext.CallWait);
        if (ipi == HostWork)
        {
            OnHostWork(cpu, ref core, now, effects);
        }
        else if (ipi == ShootDownWork)
        {
            if (runs && core.Step == CpuStep.None && IsShotAt(cpu)) Call(cpu, ref core, isShootDown: true, now, effects);
        }
        else if (ipi != 0)
        {
            if (!runs && !SendsIdle(ref core, ipi)) return;
            if (!_callsWait || ipi != _vectors.CallFunction) SendIpi(cpu, ref core, now, ipi, effects);
            else if (core.Step == CpuStep.None) Call(cpu, ref core, isShootDown: false, now, effects);
        }
        else if (runs && core.Step == CpuStep.None)
        {
            // A task that is interrupted just then turns interrupts off later.
            core.Step = CpuStep.IrqsOff;
            core.StepNs = now + _scenario.Workload.IrqsOffNs;
        }
    }

    // What a CPU sends of a pair is what it was seen to send, from interrupts too; but nothing that its task would have to wait for.
    private bool SendsIdle(ref Core core, byte vector) =>
        SendersOf(vector).HasPairs && core.Step is not (CpuStep.Off or CpuStep.Offline) && !(_callsWait && vector == _vectors.CallFunction);

    // Takes the work that is due and draws when there is more of its kind: the vector of an IPI to send, 1 for a shoot-down, 2 for an
    // interrupt of the host, 0 for a section.
    private byte TakeWork(int cpu, ref WorkTimes times, long now)
    {
        Workload work = _scenario.Workload;
        if (times.RescheduleNs == now)
        {
            times.RescheduleNs = NextIpi(cpu, ref times, now, DrawPurpose.Reschedule, _rescheduled);
            return _vectors.Reschedule;
        }

        if (times.CallFunctionNs == now)
        {
            times.CallFunctionNs = NextIpi(cpu, ref times, now, DrawPurpose.CallFunction, _called);
            return _vectors.CallFunction;
        }

        if (times.ShootDownNs == now)
        {
            times.ShootDownNs = Next(cpu, ref times, now, DrawPurpose.ShootDown, work.ShootDownsPerSecond);
            return ShootDownWork;
        }

        if (times.HostNs == now)
        {
            times.HostNs = Next(cpu, ref times, now, DrawPurpose.HostInterrupt, work.HostInterruptsPerSecond);
            return HostWork;
        }

        times.IrqsOffNs = Next(cpu, ref times, now, DrawPurpose.IrqsOff, work.IrqsOffPerSecond);
        return 0;
    }

    // False where its target is not in the online mask.
    private bool SendIpi(int cpu, ref Core core, long now, byte vector, Effects effects)
    {
        uint draw = TimesOf(ref core).IpiDraws++;
        int target = IpiTarget(cpu, draw, vector);
        if (_hasHotplug && !_guest.IsOnline(target, now)) return false;
        core.IpisSent++;
        if (_isVirtual) Exit(cpu, ref core, now, ExitReason.SendIpi, _exitsToSend, 0, effects);
        core.CpuNs += _sendNs;
        ulong word = HashWord.IpiSent | Word(vector) | (ulong)(uint)target << 16;
        Note(cpu, ref core, now, word, TraceKind.IpiSent, 0, effects, vector, peer: target, argument: now + _topology.IpiNs(cpu, target));
        if (!effects.SentAhead) SendIpi(cpu, draw, target, now, vector, effects);
        return true;
    }

    // Each call waits in call_single_queue until the handler flushes it.
    private void NoteCaller(int cpu, ref Core core, int caller, long now, Effects effects)
    {
        if (core.CallerCount < Callers.Capacity)
        {
            CallersOf(ref core)[core.CallerCount++] = caller;
            return;
        }

        // More callers than are remembered: the flush that is due takes this one with it, which its caller sees a line transfer later.
        Send(cpu, ref core, now, caller, now + _topology.IpiNs(cpu, caller), MessageKind.Acknowledge, 0, effects);
    }

    private void AcknowledgeCalls(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.CallerCount == 0) return;
        ref Callers callers = ref CallersOf(ref core);
        for (int i = 0; i < core.CallerCount; i++)
            Send(cpu, ref core, now, callers[i], now + _topology.IpiNs(cpu, callers[i]), MessageKind.Acknowledge, 0, effects);
        core.CallerCount = 0;
    }

    private long NextIpi(int cpu, ref WorkTimes times, long now, DrawPurpose purpose, IpiSenders senders) =>
        now + Draw.Exponential(Draw.Bits(_seed, cpu, purpose, times.Draws++), senders.EveryNs(cpu));

    private long Next(int cpu, ref WorkTimes times, long now, DrawPurpose purpose, int perSecond) =>
        now + Draw.Exponential(Draw.Bits(_seed, cpu, purpose, times.Draws++), Second / perSecond);
}
