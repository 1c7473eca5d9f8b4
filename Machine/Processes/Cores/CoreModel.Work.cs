using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The workload around the tick: IPIs, interrupts-off sections, the broadcast's fan-out.
internal sealed partial class CoreModel
{
    private const long Second = 1_000_000_000;

    /// <summary>Sets the first times of the workload's generators.</summary>
    public void StartWork(int cpu, ref Core core)
    {
        core.RescheduleNs = core.CallFunctionNs = core.IrqsOffNs = core.WorkNs = long.MaxValue;
        if (!_workload) return;
        Workload work = _scenario.Workload;
        if (work.ReschedulePerSecond > 0 && _ids.Cpus > 1)
            core.RescheduleNs = Next(cpu, ref core, 0, DrawPurpose.Reschedule, work.ReschedulePerSecond);
        if (work.CallFunctionPerSecond > 0 && _ids.Cpus > 1)
            core.CallFunctionNs = Next(cpu, ref core, 0, DrawPurpose.CallFunction, work.CallFunctionPerSecond);
        if (work.IrqsOffPerSecond > 0) core.IrqsOffNs = Next(cpu, ref core, 0, DrawPurpose.IrqsOff, work.IrqsOffPerSecond);
        core.WorkNs = Math.Min(core.RescheduleNs, Math.Min(core.CallFunctionNs, core.IrqsOffNs));
    }

    private void OnWork(int cpu, ref Core core, long now, Effects effects)
    {
        Workload work = _scenario.Workload;
        // A task that does not run sends nothing; its rates are those of the time that it runs.
        bool runs = core.Step != CpuStep.Off;
        if (core.RescheduleNs == now)
        {
            if (runs) SendIpi(cpu, ref core, now, _vectors.Reschedule, effects);
            core.RescheduleNs = Next(cpu, ref core, now, DrawPurpose.Reschedule, work.ReschedulePerSecond);
        }
        else if (core.CallFunctionNs == now)
        {
            if (runs) SendIpi(cpu, ref core, now, _vectors.CallFunction, effects);
            core.CallFunctionNs = Next(cpu, ref core, now, DrawPurpose.CallFunction, work.CallFunctionPerSecond);
        }
        else
        {
            // A task that is interrupted just then turns interrupts off later.
            if (core.Step == CpuStep.None)
            {
                core.Step = CpuStep.IrqsOff;
                core.StepNs = now + work.IrqsOffNs;
            }

            core.IrqsOffNs = Next(cpu, ref core, now, DrawPurpose.IrqsOff, work.IrqsOffPerSecond);
        }

        core.WorkNs = Math.Min(core.RescheduleNs, Math.Min(core.CallFunctionNs, core.IrqsOffNs));
    }

    private void SendIpi(int cpu, ref Core core, long now, byte vector, Effects effects)
    {
        int target = (int)Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.IpiTarget, core.IpiDraws++), _ids.Cpus - 1);
        if (target >= cpu) target++;
        core.IpisSent++;
        core.VmExits += (uint)_design.ExitsToSend;
        core.CpuNs += _sendNs;
        ulong word = HashWord.IpiSent | Meaning(vector) << 8 | (ulong)(uint)target << 16;
        long arrives = now + _topology.IpiNs(cpu, target);
        Note(cpu, ref core, now, word, TraceKind.IpiSent, 0, effects, vector, peer: target, argument: arrives);
        Send(cpu, ref core, now, target, arrives, MessageKind.Interrupt, vector, effects);
    }

    // Each call waits in call_single_queue until the handler flushes it.
    private void NoteCaller(int cpu, ref Core core, int caller, long now, Effects effects)
    {
        if (core.CallerCount < Callers.Capacity)
        {
            core.Callers[core.CallerCount++] = caller;
            return;
        }

        // More callers than are remembered: the flush that is due takes this one with it, which its caller sees a line transfer later.
        Send(cpu, ref core, now, caller, now + _topology.IpiNs(cpu, caller), MessageKind.Acknowledge, 0, effects);
    }

    private void AcknowledgeCalls(int cpu, ref Core core, long now, Effects effects)
    {
        for (int i = 0; i < core.CallerCount; i++)
            Send(cpu, ref core, now, core.Callers[i], now + _topology.IpiNs(cpu, core.Callers[i]), MessageKind.Acknowledge, 0, effects);
        core.CallerCount = 0;
    }

    // tick_handle_periodic_broadcast: this CPU's own tick directly, an IPI to each other one, under tick_broadcast_lock. Returns the
    // handler's length.
    private long Broadcast(int cpu, ref Core core, long now, Effects effects)
    {
        core.CurrentTickNs = core.WaitingTickNs;
        core.WaitingTickNs = -1;
        core.WaitNs = 0;
        StartTick(cpu, ref core, now, effects);
        long scan = _scenario.Costs.BroadcastScanPerCpu, at = now;
        for (int target = 0; target < _ids.Cpus; target++)
        {
            at += scan;
            if (target == cpu || !_wants[target]) continue;
            Send(cpu, ref core, now, target, at + _topology.IpiNs(cpu, target), MessageKind.Interrupt, _tickVector, effects);
        }

        return scan * _ids.Cpus + DrawHandler(cpu, ref core);
    }

    private long Next(int cpu, ref Core core, long now, DrawPurpose purpose, int perSecond) =>
        now + Draw.Exponential(Draw.Bits(_seed, cpu, purpose, core.WorkDraws++), Second / perSecond);
}
