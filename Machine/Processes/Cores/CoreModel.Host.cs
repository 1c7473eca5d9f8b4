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

// Turns on the host CPU.
internal sealed partial class CoreModel
{
    private readonly long _toHostNs, _wakeNs;
    private readonly nint _hostingAt;

    /// <summary>True when vCPUs share host CPUs.</summary>
    public bool IsHosted => _hosted;

    /// <summary>What a vCPU that shares its host CPU has of that.</summary>
    public ref Hosting HostingOf(ref Core core) => ref PartOf<Hosting>(ref core, _hostingAt);

    /// <summary>A vCPU before its first turn.</summary>
    public void StartHosted(int cpu, ref Core core)
    {
        ref Hosting host = ref HostingOf(ref core);
        host.LateSource = -1;
        host.AlarmLeftNs = long.MaxValue;
        core.Step = CpuStep.Off;
        core.Host = _busy[cpu] ? HostPhase.Ready : HostPhase.Halted;
    }

    private void OnRun(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Ready)
        {
            effects.Fault($"vCPU {cpu} is {core.Host} and was told to run at {now} ns.");
            return;
        }

        ref Hosting host = ref HostingOf(ref core);
        bool waits = core.WaitingTickNs >= 0;
        if (waits) IsBlockedBy(ref core, LateCauseKind.None, 0, now);
        if (effects.Tracing && now > host.ReadyNs)
            Trace(cpu, now, TraceKind.Stolen, waits ? core.TickInterrupt : 0, effects, -1, LockLines.None, argument: now - host.ReadyNs);
        host.StolenNs += now - host.ReadyNs;
        core.Host = HostPhase.Running;
        if (_idles) GoOnRunning(ref core, ref host, now);
        if (_countsAvailable) GoOnCounting(ref core, ref host, now);
        if (_callsWait) FlushOnReturn(ref core, now);
        if (_hasHotplug && TakesHotplugTurn(cpu, ref core, now, effects)) return;
        if (host.Left != CpuStep.None) GoOn(cpu, ref core, ref host, now, effects);
        else Resume(cpu, ref core, now, effects);
    }

    // A task runs for as long as its vCPU does.
    private void StopRunning(ref Core core, ref Hosting host, long now)
    {
        ref Life life = ref Life.Of(ref core);
        if (life.RunEndNs == long.MaxValue || host.RunLeftNs != 0) return;
        host.RunLeftNs = Math.Max(1, life.RunEndNs - now);
        life.RunEndNs = long.MaxValue;
        SetWork(ref core);
    }

    private void GoOnRunning(ref Core core, ref Hosting host, long now)
    {
        if (host.RunLeftNs == 0) return;
        Life.Of(ref core).RunEndNs = now + host.RunLeftNs;
        host.RunLeftNs = 0;
        SetWork(ref core);
    }

    private void OnLeave(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Host != HostPhase.Running) return; // It has halted meanwhile.
        if (core.Step is CpuStep.None or CpuStep.Dispatch) Yield(cpu, ref core, now, effects);
        else if (_preempts && core.Step != CpuStep.BroadcastWait) Preempt(cpu, ref core, now, effects);
        else core.Host = HostPhase.Leaving;
    }

    private void Yield(int cpu, ref Core core, long now, Effects effects)
    {
        ReadyHow how = HowItLeaves(ref core);
        Leave(ref core, HostPhase.Ready, now);
        SendHost(cpu, ref core, now, now + _toHostNs, MessageKind.Yield, effects, (long)how, TakeOwed(ref core));
    }

    private ReadyHow HowItLeaves(ref Core core)
    {
        bool inKernel = HostingOf(ref core).Left != CpuStep.None || _callsWait && Life.Of(ref core).Base == BaseContext.CallWait;
        return (inKernel ? ReadyHow.InKernel : ReadyHow.None) | (core.Apic.PendingVector >= 0 ? ReadyHow.HasInterrupt : ReadyHow.None);
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
        if (_hasHotplug && GuestOf(ref core).AwaitsTurn) return false;
        if (_isVirtual) ExitToLeave(cpu, ref core, now, effects);
        Leave(ref core, HostPhase.Halted, now);
        SendHost(cpu, ref core, now, now + _toHostNs, MessageKind.Halt, effects, b: TakeOwed(ref core));
        return true;
    }

    // An interrupt that came at a time. Who halts because of a lock has interrupts off.
    private void Wake(int cpu, ref Core core, long now, long cameNs, Effects effects)
    {
        if (core.Host != HostPhase.Halted || core.Apic.PendingVector < 0 || HostingOf(ref core).Left != CpuStep.None) return;
        MakeReady(cpu, ref core, now, cameNs, effects);
    }

    private void MakeReady(int cpu, ref Core core, long now, long cameNs, Effects effects)
    {
        ref Hosting host = ref HostingOf(ref core);
        core.Host = HostPhase.Ready;
        host.ReadyNs = cameNs;
        if (_countsAvailable) StopCounting(ref core, ref host, now);
        SendHost(cpu, ref core, now, cameNs + _wakeNs, MessageKind.Wake, effects);
    }

    private void Leave(ref Core core, HostPhase phase, long now)
    {
        ref Hosting host = ref HostingOf(ref core);
        core.Host = phase;
        core.Step = CpuStep.Off;
        core.StepNs = long.MaxValue;
        host.LeftAtNs = host.ReadyNs = now;
        if (_idles) StopRunning(ref core, ref host, now);
        if (_countsAvailable && phase == HostPhase.Ready) StopCounting(ref core, ref host, now);
        if (core.WaitingTickNs >= 0) IsBlockedBy(ref core, LateCauseKind.Steal, 0, now);
    }

    private void SendHost(int cpu, ref Core core, long now, long time, int kind, Effects effects, long a = 0, long b = 0) =>
        Send(cpu, ref core, now, _ids.HostOf(cpu), time, kind, a, effects, b);
}
