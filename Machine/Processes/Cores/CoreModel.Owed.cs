using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The exits of a vCPU that shares its host CPU take that one's time. What its guest waits for by itself (a delivery, arming, the EOI of a
// stub) is in the times of those. The rest is owed, and paid when the interrupt ends: by what the vCPU takes next, or, when it leaves, by
// those that wait for its host CPU.
internal sealed partial class CoreModel
{
    private readonly bool _chargesExits;
    private readonly long _windowExitNs, _haltExitNs, _hostExitNs, _awayTimerNs;

    private void Owe(ref Core core, long ns)
    {
        if (_chargesExits) HostingOf(ref core).OwedNs += ns;
    }

    // An interrupt for a vCPU that is in one already, or has interrupts off: its guest stops all the same.
    private void OweIfInterrupted(ref Core core, long ns)
    {
        if (_chargesExits && core.Step is not (CpuStep.None or CpuStep.Dispatch)) HostingOf(ref core).OwedNs += ns;
    }

    private long TakeOwed(ref Core core)
    {
        if (!_chargesExits) return 0;
        ref Hosting host = ref HostingOf(ref core);
        long owed = host.OwedNs;
        host.OwedNs = 0;
        host.PaidNs += owed;
        return owed;
    }

    // What is taken next is dispatched later. Where nothing is, the task pays, and nobody sees it.
    private void PayBeforeDispatch(ref Core core, long now)
    {
        long owed = TakeOwed(ref core);
        if (owed == 0 || core.Step != CpuStep.Dispatch) return;
        core.StepNs += owed;
        if (core.WaitingTickNs >= 0) IsBlockedBy(ref core, LateCauseKind.Steal, 0, now);
    }

    // The host takes the time from what is under way.
    private void Delay(ref Core core, long lengthNs)
    {
        if (core.StepNs == long.MaxValue) return;
        core.StepNs += lengthNs;
        if (core.Step is CpuStep.None or CpuStep.Dispatch or CpuStep.IrqsOff) return;
        HostingOf(ref core).StolenWithinNs += lengthNs;
        if (core.CurrentTickNs >= 0) NoteWait(ref core, LateCauseKind.Steal, lengthNs);
    }

    // An interrupt of the host that is for nobody here.
    private void OnHostWork(int cpu, ref Core core, long now, Effects effects)
    {
        ExitForHost(cpu, ref core, now, effects);
        if (!_chargesExits || !IsInGuest(cpu, ref core)) return;
        HostingOf(ref core).PaidNs += _hostExitNs;
        Delay(ref core, _hostExitNs);
    }
}
