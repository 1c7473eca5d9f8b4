using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What makes a virtual CPU leave its guest: each exit is counted by its reason and traced. What the guest waits for it is in the times of
// the operation; the rest is the host's time alone.
internal sealed partial class CoreModel
{
    private readonly TimerArming _timer;
    private readonly bool _isVirtual, _skipsEoi, _hasVirtualApic, _opensWindows, _posts;
    private readonly ExitReason _expiryExit;
    private readonly uint _exitsToDeliver, _exitsToEoi, _exitsToArm, _exitsToSend, _exitsToHalt;
    private readonly int _housekeeping;
    private readonly nint _exitsAt;

    /// <summary>True when the design has a hypervisor: cores count exits.</summary>
    public bool IsVirtual => _isVirtual;

    /// <summary>The exits of a core of a virtual machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ExitCounts ExitsOf(ref Core core) => ref PartOf<ExitCounts>(ref core, _exitsAt);

    /// <summary>True when a vCPU runs on a housekeeping CPU of its host: what is posted elsewhere interrupts it there.</summary>
    private bool KeepsHost(int cpu) => cpu % 100 < _housekeeping;

    // What a tick waits for between its expiry and its CPU's being asked; and what its guest pays for.
    private long TickWaitNs(int cpu) => _posts && KeepsHost(cpu) ? _deliverNs + _unpostedNs : _tickDeliverNs;

    private long TickExitNs(int cpu) => _posts && KeepsHost(cpu) ? _unpostedNs : _tickExitNs;

    private long DeliverNs(int cpu, int vector) => vector == _tickVector ? TickWaitNs(cpu) : _otherDeliverNs;

    private void Exit(int cpu, ref Core core, long now, ExitReason reason, uint count, uint interrupt, Effects effects)
    {
        if (count == 0) return;
        ExitsOf(ref core)[(int)reason] += count;
        if (effects.Tracing)
            Trace(cpu, now, TraceKind.VmExit, interrupt, effects, -1, LockLines.None, argument: VirtualExit.Pack(reason, count));
    }

    // Its timer expires, whatever becomes of the interrupt.
    private void ExitToExpire(int cpu, ref Core core, long now, uint interrupt, Effects effects)
    {
        if (!IsInGuest(cpu, ref core) || _posts && !KeepsHost(cpu))
        {
            ExitsOf(ref core)[ExitCounts.HostTimers]++;
            return;
        }

        Exit(cpu, ref core, now, _expiryExit, _exitsToDeliver, interrupt, effects);
        OweIfInterrupted(ref core, TickExitNs(cpu));
    }

    // An interrupt of another kind has been accepted.
    private void ExitToAccept(int cpu, ref Core core, long now, Effects effects)
    {
        if (_hasVirtualApic || !IsInGuest(cpu, ref core)) return;
        Exit(cpu, ref core, now, ExitReason.ExternalInterrupt, _exitsToDeliver, 0, effects);
        OweIfInterrupted(ref core, _otherExitNs);
    }

    // The host's own interrupt: its time is the host's, and is not taken from the guest's.
    private void ExitForHost(int cpu, ref Core core, long now, Effects effects)
    {
        if (_isVirtual && IsInGuest(cpu, ref core)) Exit(cpu, ref core, now, ExitReason.HostInterrupt, 1, 0, effects);
    }

    private void ExitToEnd(int cpu, ref Core core, long now, bool isLevel, Effects effects)
    {
        uint count = _hasVirtualApic ? isLevel ? 1u : 0u : _skipsEoi && core.SkipsEoi && !isLevel ? 0u : _exitsToEoi;
        Exit(cpu, ref core, now, ExitReason.EndOfInterrupt, count, core.CurrentInterrupt, effects);
    }

    // Those of ticks that nothing meets.
    private void ExitTicks(int cpu, ref Core core, uint ticks)
    {
        ref ExitCounts exits = ref ExitsOf(ref core);
        bool halts = IsHalting(cpu, ref core);
        if (halts || _posts && !KeepsHost(cpu)) exits[ExitCounts.HostTimers] += ticks;
        else exits[(int)_expiryExit] += ticks * _exitsToDeliver;
        exits[(int)ExitReason.ArmTimer] += ticks * _exitsToArm;
        if (!_hasVirtualApic && !_skipsEoi) exits[(int)ExitReason.EndOfInterrupt] += ticks * _exitsToEoi;
        if (halts) exits[(int)ExitReason.Halt] += ticks * _exitsToHalt;
        core.SkipsEoi = _skipsEoi;
    }

    // Interrupts are on again, and one waits that could not be injected.
    private void ExitToInject(int cpu, ref Core core, long now, Effects effects)
    {
        if (!_opensWindows || core.Step == CpuStep.Off || core.Apic.PendingVector < 0) return;
        Exit(cpu, ref core, now, ExitReason.InterruptWindow, 1, core.WaitingTickNs >= 0 ? core.TickInterrupt : 0, effects);
        Owe(ref core, _windowExitNs);
    }

    // Its interrupts have ended, and it has nothing to do.
    private void ExitToHalt(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Step == CpuStep.None && IsHalting(cpu, ref core)) Exit(cpu, ref core, now, ExitReason.Halt, _exitsToHalt, 0, effects);
    }

    // A vCPU that shares its host CPU executes HLT.
    private void ExitToLeave(int cpu, ref Core core, long now, Effects effects)
    {
        Exit(cpu, ref core, now, ExitReason.Halt, _exitsToHalt, 0, effects);
        Owe(ref core, _haltExitNs);
    }

    private bool IsHalting(int cpu, ref Core core) => _idles ? IsIdle(ref core) : !_busy[cpu];

    private bool IsInGuest(int cpu, ref Core core) =>
        core.Step != CpuStep.Off && !(core.Step is CpuStep.None or CpuStep.WakeUp && IsHalting(cpu, ref core));

    // KVM sets the bit in the guest's memory when it injects, unless another interrupt waits already.
    private void PlanEoi(ref Core core) => 
        core.SkipsEoi = _skipsEoi && (core.Apic.HasNoneWaiting || _timer.EndsItself && core.Vector == _tickVector);

    private long EoiNs(ref Core core) => core.SkipsEoi ? 0 : _eoiNs;
}
