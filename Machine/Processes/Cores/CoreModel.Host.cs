using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

/// <summary>What a vCPU is to the host CPU that it shares with others.</summary>
internal enum HostPhase : byte
{
    /// <summary>It runs; always, when no host CPUs are simulated.</summary>
    Running,

    /// <summary>It runs, and leaves when its interrupt path has ended.</summary>
    Leaving,

    /// <summary>It would run if its turn came: this time is stolen.</summary>
    Ready,

    /// <summary>It has nothing to do and waits for an interrupt.</summary>
    Halted,
}

// Turns on the host CPU. RequestNs is free while a vCPU does not run: it holds since when it has been ready.
internal sealed partial class CoreModel
{
    private void OnRun(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Ready)
        {
            effects.Fault($"vCPU {cpu} is {core.Host} and was told to run at {now} ns.");
            return;
        }

        bool waits = core.WaitingTickNs >= 0;
        if (waits) IsBlockedBy(ref core, LateCauseKind.None, 0, now);
        if (effects.Tracing && now > core.RequestNs)
            Trace(cpu, now, TraceKind.Stolen, waits ? core.TickInterrupt : 0, effects, -1, LockLines.None, argument: now - core.RequestNs);
        core.Host = HostPhase.Running;
        if (_callsWait) FlushOnReturn(ref core, now);
        Resume(cpu, ref core, now, effects);
    }

    private void OnLeave(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Running) return; // It has halted meanwhile.
        if (core.Step is CpuStep.None or CpuStep.Dispatch) Yield(cpu, ref core, now, effects);
        else core.Host = HostPhase.Leaving;
    }

    private void Yield(int cpu, ref Core core, long now, Effects effects)
    {
        Stop(ref core, HostPhase.Ready, now);
        SendHost(cpu, ref core, now, MessageKind.Yield, effects);
    }

    // Between interrupts: true when the vCPU has left its host CPU, since its slice is over.
    private bool Leaves(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Leaving) return false;
        Yield(cpu, ref core, now, effects);
        return true;
    }

    // The same of one that has nothing to do.
    private bool Halts(int cpu, ref Core core, long now, Effects effects)
    {
        if (!(_idles ? IsIdle(ref core) : !_busy[cpu]) || core.Apic.PendingVector >= 0) return false;
        if (_isVirtual) Exit(cpu, ref core, now, ExitReason.Halt, _exitsToHalt, 0, effects);
        Stop(ref core, HostPhase.Halted, now);
        SendHost(cpu, ref core, now, MessageKind.Halt, effects);
        return true;
    }

    private void Wake(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Halted || core.Apic.PendingVector < 0) return;
        core.Host = HostPhase.Ready;
        core.RequestNs = now;
        SendHost(cpu, ref core, now, MessageKind.Wake, effects);
    }

    private static void Stop(ref Core core, HostPhase phase, long now)
    {
        core.Host = phase;
        core.Step = CpuStep.Off;
        core.StepNs = long.MaxValue;
        core.RequestNs = now;
        if (core.WaitingTickNs >= 0) IsBlockedBy(ref core, LateCauseKind.Steal, 0, now);
    }

    private void SendHost(int cpu, ref Core core, long now, int kind, Effects effects) =>
        Send(cpu, ref core, now, _ids.Host(cpu % _ids.Hosts), now + _scenario.Workload.Host.SwitchNs, kind, 0, effects);
}
