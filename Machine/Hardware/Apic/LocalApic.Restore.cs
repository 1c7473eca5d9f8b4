namespace Tickstorm.Hardware;

// A guest's APIC is made anew on another host, from what was saved of it: what a hypervisor writes, in the order in which it does.
public partial struct LocalApic
{
    /// <summary>The APIC of a new vCPU of the same id: as after power-up, its TSC counts from 0.</summary>
    /// <param name="nowNs">When it is made, ns.</param>
    /// <param name="quirks">The deviations of the hypervisor that makes it.</param>
    public readonly LocalApic NewVcpu(long nowNs, ApicQuirks quirks)
    {
        LocalApic made = this;
        made.ResetState();
        made._quirks = quirks;
        made.RestoreTsc(0, nowNs);
        return made;
    }

    /// <summary>
    /// All registers but the TSC and its deadline are written (KVM_SET_LAPIC). A counting timer counts on from the current count that was
    /// saved; what had expired meanwhile is due now.
    /// </summary>
    /// <param name="saved">What was saved, at the same time.</param>
    /// <param name="restarts">True when the timer counts from its initial count in place of the current one.</param>
    /// <param name="awayNs">For how long it went on counting since it was saved, ns; 0 when it stood still.</param>
    /// <param name="nowNs">The time, ns.</param>
    public void RestoreRegisters(in LocalApic saved, bool restarts, long awayNs, long nowNs)
    {
        (ulong tsc, ApicQuirks quirks) = (_tscAdjust, _quirks);
        this = saved;
        (_tscAdjust, _quirks) = (tsc, quirks);
        StopTimer();
        uint count = saved.TimerCount(nowNs);
        if (count == 0) return;
        long left = (restarts ? PeriodTicks : (long)count << DivideShift) - ToTicks(awayNs, _timerHz);
        _epochNs = nowNs;
        Aim(Math.Max(0, left));
        // Of the periods that have passed one is due; the next is where it would have been.
        if (left < 0 && TimerMode == ApicTimerMode.Periodic) _targetTicks = left % PeriodTicks;
    }

    /// <summary>IA32_TSC is written. An armed deadline is compared with it, unless the hypervisor has made a timer of it.</summary>
    public void RestoreTsc(ulong value, long nowNs) => SetTsc(value, nowNs);

    /// <summary>
    /// IA32_TSC_DEADLINE is written: nothing happens while the timer's LVT entry has another mode; one already passed is due now.
    /// </summary>
    public void RestoreDeadline(ulong value, long nowNs) => AimDeadline(value, nowNs);

    /// <summary>IA32_TSC at a time.</summary>
    public readonly ulong Tsc(long nowNs) => ReadTsc(nowNs);

    /// <summary>What IA32_TSC would be after some more time, ns.</summary>
    public readonly ulong TscAfter(long awayNs, long nowNs) => unchecked(ReadTsc(nowNs) + (ulong)ToTicks(awayNs, _tscHz));

    /// <summary>IA32_TSC_DEADLINE: 0 when none is armed.</summary>
    public readonly ulong Deadline => _deadline;
}
