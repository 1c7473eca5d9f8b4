using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Timer expiry, arming, jiffies.
internal sealed partial class CoreModel
{
    private void OnTimer(int cpu, ref Core core, long now, Effects effects)
    {
        if (_idles && ExpiresWithoutTick(cpu, ref core, now, effects)) return;
        TimerOutcome outcome = core.Apic.ExpireTimer(now);
        uint interrupt = Raise(cpu, ref core, now, effects);
        if (_isVirtual) ExitToExpire(cpu, ref core, now, interrupt, effects);
        switch (outcome)
        {
            case TimerOutcome.Accepted:
                core.WaitingTickNs = now;
                core.TickInterrupt = interrupt;
                BeginWait(ref core, now);
                ulong word = HashWord.Accepted | Word(_tickVector);
                Note(cpu, ref core, now, word, TraceKind.Accepted, interrupt, effects, _tickVector);
                AcceptTimer(cpu, ref core, now, effects);
                break;
            case TimerOutcome.Coalesced when core.WaitingTickNs < 0 && !_broadcast:
                ExpireUnderInjected(cpu, ref core, now, interrupt, effects);
                break;
            case TimerOutcome.Coalesced when _keepsMissed && Keeps(ref core, now, interrupt):
                break;
            case TimerOutcome.Coalesced:
                Coalesce(cpu, ref core, now, interrupt, effects);
                break;
            default:
                core.Masked++;
                effects.Measure((int)StatisticKind.Loss, (long)DropReason.LvtMasked);
                Note(cpu, ref core, now, HashWord.Masked, TraceKind.Masked, interrupt, effects, _tickVector,
                    argument: (long)DropReason.LvtMasked);
                break;
        }

        // A hardware that reloads a new value each period: the re-drawn grid, for statistics.
        if (_redraw && !_oneShot) ArmAt(ref core, _grid.ExpiryNs(cpu, 0, ++core.GridIndex), now);
    }

    // Where the timer is the host's, its interrupt comes after that of the host.
    private void AcceptTimer(int cpu, ref Core core, long now, Effects effects)
    {
        long comes = _hosted ? HostTimer(cpu, ref core, now, effects) : now;
        NoteAcceptance(ref core, _tickVector, comes);
        if (comes > now) (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.Steal, 0, comes - now);
        Offer(cpu, ref core, now);
        if (_hosted) Wake(cpu, ref core, now, comes, effects);
    }

    private uint Raise(int cpu, ref Core core, long now, Effects effects)
    {
        core.Raised++;
        core.Interrupts++;
        Note(cpu, ref core, now, HashWord.Raised, TraceKind.Raised, core.Interrupts, effects, _tickVector);
        return core.Interrupts;
    }

    private void Coalesce(int cpu, ref Core core, long now, uint interrupt, Effects effects)
    {
        core.Coalesced++;
        DropReason reason = WhyCoalesced(in core);
        effects.Measure((int)StatisticKind.Loss, (long)reason);
        if (core.CoalesceDueNs == 0) core.CoalesceDueNs = now + _grid.PeriodNs;
        Note(cpu, ref core, now, HashWord.Coalesced, TraceKind.Coalesced, interrupt, effects, _tickVector,
            argument: MergedTick.Pack(core.TickInterrupt, reason));
    }

    // The tick before still waits: because its broadcast never came, its vCPU is away, nobody is left to write the EOI that it waits
    // for, or interrupts are off or in service.
    private DropReason WhyCoalesced(in Core core) => core.Step switch
    {
        _ when _broadcast && !core.Apic.IsInIrr(_tickVector) => DropReason.StaleBroadcast,
        CpuStep.Off => DropReason.StealCollapse,
        CpuStep.None => DropReason.IsrBlocked,
        _ => DropReason.IrrFull,
    };

    /// <summary>One-shot: the handler programs the next point of its grid that lies ahead (hrtimer_forward).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ArmNext(int cpu, ref Core core, long now, Effects effects)
    {
        if (_idles)
        {
            ref Life life = ref Life.Of(ref core);
            EndTimers(cpu, ref core, ref life, now, effects);
            ArmTimers(cpu, ref core, ref life, ReadNs(ref core, now), now, effects);
            return;
        }

        (long target, core.GridIndex) = NextTarget(cpu, ref core, ReadNs(ref core, now));
        Program(cpu, ref core, target, now, effects);
    }

    // The point of its grid that lies ahead of a time, and its number.
    private (long Ns, long Index) NextTarget(int cpu, ref Core core, long now)
    {
        long phase = core.PhaseNs, n = core.GridIndex, target;
        do
        {
            target = _grid.ExpiryNs(cpu, phase, ++n);
            // After a long delay: division, not a walk, to the period of now.
            if (target <= now && n < (now - phase) / _grid.PeriodNs - 1) n = (now - phase) / _grid.PeriodNs - 1;
        }
        while (target <= now);
        return (Math.Max(target, now + _minDeltaNs), n);
    }

    // When the kernel read its clock for what it arms now.
    private long ReadNs(ref Core core, long now) =>
        Math.Max(0, now - _readBackNs - (_preempts ? HostingOf(ref core).StolenArmingNs : 0));

    // Xen answers -ETIME to a time that has passed: the tick goes forward from what it is by now, and asks again.
    private bool IsRefused(int cpu, ref Core core, long now, Effects effects)
    {
        if (core.Vector != _tickVector) return false;
        if (_idles) EndTimers(cpu, ref core, ref Life.Of(ref core), now, effects);
        if (!WouldRefuse(cpu, ref core, now, out long target)) return false;
        Exit(cpu, ref core, now, ExitReason.ArmTimer, _exitsToArm, core.CurrentInterrupt, effects);
        Note(
            cpu, ref core, now, HashWord.ProgramFailed, TraceKind.ProgramFailed, core.CurrentInterrupt, effects, _tickVector,
            argument: target);
        core.StepNs = now + Math.Max(1, _armNs);
        return true;
    }

    private bool WouldRefuse(int cpu, ref Core core, long now, out long target)
    {
        long read = ReadNs(ref core, now);
        target = _idles ? Math.Max(NextTimerNs(ref core, ref Life.Of(ref core)), read + _minDeltaNs) : NextTarget(cpu, ref core, read).Ns;
        return _timer.ExpiryNs(target, read, now) is null;
    }

    /// <summary>Arms a core's timer as its device takes it.</summary>
    public void ArmAt(ref Core core, long target, long now)
    {
        if (_timer.IsAbsolute) core.Apic.ArmDeadline(_timer.ExpiryNs(target, ReadNs(ref core, now), now) ?? now, now);
        else core.Apic.ArmTimer((uint)Math.Min(target - ReadNs(ref core, now), _timer.MaxDeltaNs), now);
    }

    private void CountJiffies(ref Core core, long now)
    {
        if (!core.KeepsTime || _takesXtime || _idles) return;
        ref Counts counts = ref CountsOf(ref core);
        if (!_oneShot)
        {
            counts.JiffiesNs = now;
            counts.Jiffies++;
            return;
        }

        long passed = (now - counts.JiffiesNs) / _grid.PeriodNs;
        if (passed <= 0) return;
        counts.JiffiesNs += passed * _grid.PeriodNs;
        counts.Jiffies += passed;
    }

    private long DrawHandler(int cpu, ref Core core)
    {
        if (_constantHandlerNs > 0) return _constantHandlerNs;
        long length = HandlerNs(cpu, ref core);
        core.HandlerDraws++;
        return length;
    }

    // How long the next handler will take, where that is drawn.
    private long HandlerNs(int cpu, ref Core core) => _handler.Pick(Draw.Bits(_seed, cpu, DrawPurpose.Handler, core.HandlerDraws));
}
