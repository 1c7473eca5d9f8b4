using System.Runtime.CompilerServices;

namespace Tickstorm.Hardware;

// The timer (SDM, "APIC Timer"). An expiry is a whole number of clock ticks after the epoch, so that a period that is
// no whole number of nanoseconds does not drift.
public partial struct LocalApic
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>When the timer expires next, in ns; <see cref="long.MaxValue"/> if never.</summary>
    public readonly long TimerExpiryNs => _timerExpiryNs;

    /// <summary>The mode in the timer's LVT entry.</summary>
    public readonly ApicTimerMode TimerMode => (ApicTimerMode)(_lvt[LvtEntries.Timer] >> 17 & 3);

    /// <summary>The vector in the timer's LVT entry.</summary>
    public readonly byte TimerVector => (byte)_lvt[LvtEntries.Timer];

    /// <summary>The mask bit in the timer's LVT entry.</summary>
    public readonly bool TimerMasked => (_lvt[LvtEntries.Timer] & LvtMasked) != 0;

    private readonly int DivideShift => (int)(((_divide >> 1 & 4) | (_divide & 3)) + 1 & 7);

    private readonly long PeriodTicks => (long)_initialCount << DivideShift;

    /// <summary>Handles one expiry that is due, and arms the next one of a periodic timer, counted from this one.</summary>
    public TimerOutcome ExpireTimer(long nowNs)
    {
        if (_timerExpiryNs > nowNs) return TimerOutcome.None;
        if (TimerMode == ApicTimerMode.Periodic && _initialCount != 0)
        {
            Aim(_targetTicks + PeriodTicks);
        }
        else
        {
            StopTimer();
        }

        return SignalTimer();
    }

    /// <summary>
    /// Handles every expiry up to <paramref name="nowNs"/>, however many, as if one after the other with nothing taken between.
    /// </summary>
    /// <returns>How many there were.</returns>
    public long ExpireTimerThrough(long nowNs)
    {
        if (ExpireTimer(nowNs) == TimerOutcome.None) return 0;
        if (_timerExpiryNs > nowNs) return 1;
        // The rest can only coalesce: pass over them.
        long behind = ToTicks(nowNs - _epochNs, _timerHz) - _targetTicks;
        long passed = (behind / PeriodTicks) + 1;
        Aim(_targetTicks + (passed * PeriodTicks));
        return passed + 1;
    }

    /// <summary>The current count, 0 to 2^32-1, at a time at or after the last write.</summary>
    public readonly uint TimerCount(long nowNs)
    {
        if (_timerExpiryNs == long.MaxValue || TimerMode is ApicTimerMode.TscDeadline or ApicTimerMode.Reserved)
        {
            return 0;
        }

        long left = _targetTicks - ToTicks(Math.Max(0, nowNs - _epochNs), _timerHz);
        if (left <= 0)
        {
            if (TimerMode != ApicTimerMode.Periodic) return 0;
            left = PeriodTicks - (-left % PeriodTicks);
        }

        int shift = DivideShift;
        return (uint)(left + (1L << shift) - 1 >> shift);
    }

    private TimerOutcome SignalTimer()
    {
        if (!IsSoftwareEnabled && !Has(ApicQuirks.IgnoresSoftwareDisable)) return TimerOutcome.NotAccepted;
        return TimerMasked ? TimerOutcome.Masked : Accept(TimerVector, level: false) switch
        {
            AcceptOutcome.Accepted => TimerOutcome.Accepted,
            AcceptOutcome.Coalesced => TimerOutcome.Coalesced,
            _ => TimerOutcome.NotAccepted,
        };
    }

    private void StopTimer()
    {
        _timerExpiryNs = long.MaxValue;
        _deadline = 0;
    }

    private void Aim(long targetTicks)
    {
        _targetTicks = targetTicks;
        _timerExpiryNs = AfterTicks(_epochNs, targetTicks, _timerHz);
    }

    private void WriteInitialCount(uint value, long nowNs)
    {
        if (TimerMode == ApicTimerMode.TscDeadline) return;
        _initialCount = value;
        _epochNs = nowNs;
        if (value == 0 || TimerMode == ApicTimerMode.Reserved)
        {
            StopTimer();
        }
        else
        {
            Aim(PeriodTicks);
        }
    }

    // The count goes on from where it is, at the new rate.
    private void WriteDivide(uint value, long nowNs)
    {
        uint count = TimerCount(nowNs);
        _divide = (byte)(value & 0xb);
        if (count != 0 && _timerExpiryNs > nowNs)
        {
            _epochNs = nowNs;
            Aim((long)count << DivideShift);
        }
    }

    private void ChangeTimerMode(ApicTimerMode before, long nowNs)
    {
        ApicTimerMode after = TimerMode;
        if (before == after) return;
        if (before >= ApicTimerMode.TscDeadline || after >= ApicTimerMode.TscDeadline)
        {
            StopTimer();
        }
        else if (Has(ApicQuirks.RestartsExpiredTimer) && after == ApicTimerMode.Periodic
            && _timerExpiryNs == long.MaxValue && _initialCount != 0)
        {
            long passed = ToTicks(Math.Max(0, nowNs - _epochNs), _timerHz) / PeriodTicks;
            Aim((passed + 1) * PeriodTicks);
        }
    }

    private void WriteDeadline(ulong value, long nowNs)
    {
        AimDeadline(value, nowNs);
        ExpireDeadline(nowNs);
    }

    // A deadline already passed is due now.
    private void AimDeadline(ulong value, long nowNs)
    {
        if (TimerMode != ApicTimerMode.TscDeadline) return;
        StopTimer();
        if (value == 0) return;
        _deadline = value;
        AimAtDeadline(nowNs);
    }

    private void AimAtDeadline(long nowNs)
    {
        ulong ticks = unchecked(_deadline - _tscAdjust);
        _timerExpiryNs = _deadline <= ReadTsc(nowNs) ? nowNs
            : ticks > long.MaxValue ? long.MaxValue : Math.Max(nowNs, AfterTicks(0, (long)ticks, _tscHz));
    }

    // It fires and leaves the register 0.
    private void ExpireDeadline(long nowNs)
    {
        if (_deadline != 0 && _timerExpiryNs <= nowNs) ExpireTimer(nowNs);
    }

    private readonly ulong ReadTsc(long nowNs) => unchecked((ulong)ToTicks(nowNs, _tscHz) + _tscAdjust);

    // An armed deadline is compared with the counter as it is from now on.
    private void SetTsc(ulong value, long nowNs)
    {
        _tscAdjust = unchecked(value - (ulong)ToTicks(nowNs, _tscHz));
        if (_deadline != 0 && !Has(ApicQuirks.KeepsDeadlineTimer)) AimAtDeadline(nowNs);
    }

    private static long ToTicks(long ns, long hz)
    {
        if (hz == NsPerSecond) return ns;
        UInt128 ticks = (UInt128)(ulong)ns * (ulong)hz / NsPerSecond;
        return ticks > long.MaxValue ? long.MaxValue : (long)ticks;
    }

    // Rounded up: at that nanosecond the ticks have passed. Later than the clock can count is never.
    private static long AfterTicks(long fromNs, long ticks, long hz)
    {
        if (hz == NsPerSecond && (fromNs | ticks) >= 0)
        {
            long sum = unchecked(fromNs + ticks);
            return sum < 0 ? long.MaxValue : sum;
        }

        UInt128 ns = hz == NsPerSecond ? (ulong)ticks : (((UInt128)(ulong)ticks * NsPerSecond) + (ulong)hz - 1) / (ulong)hz;
        UInt128 at = ns + (ulong)fromNs;
        return at >= long.MaxValue ? long.MaxValue : (long)at;
    }

    // What a clock event driver does with the timer, in terms of the registers.

    /// <summary>Sets vector and mode in the timer's LVT entry and unmasks it.</summary>
    /// <param name="vector">0 to 255; 0 to 15 are refused at the expiry.</param>
    /// <param name="mode">The mode; a change to or from the deadline mode disarms.</param>
    /// <param name="nowNs">The time of the write, in ns.</param>
    public void SetUpTimer(byte vector, ApicTimerMode mode, long nowNs) =>
        WriteRegister(ApicRegister.LvtTimer, vector | ((uint)mode << 17), nowNs, out _);

    /// <summary>True where a count of the timer is a nanosecond: <see cref="ArmTimer"/> with n expires n ns later.</summary>
    public readonly bool TimerCountsNs => _timerHz == NsPerSecond && DivideShift == 0 && AnswersOnPage;

    /// <summary>Writes the initial count, in divided clock ticks: 0 stops, anything else starts anew.</summary>
    public void ArmTimer(uint count, long nowNs)
    {
        if (AnswersOnPage) WriteInitialCount(count, nowNs);
    }

    /// <summary>
    /// Arms the timer in its deadline mode for a time in ns: one that has passed is due at once, the last of all is never.
    /// </summary>
    public void ArmDeadline(long atNs, long nowNs)
    {
        if (TimerMode != ApicTimerMode.TscDeadline) return;
        StopTimer();
        if (atNs == long.MaxValue) return;
        _deadline = unchecked((ulong)ToTicks(atNs, _tscHz) + _tscAdjust);
        _timerExpiryNs = Math.Max(atNs, nowNs);
    }

    /// <summary>
    /// True if the timer has this vector and mode, and its expiry would be accepted and offered at once: <see cref="TakesAtOnce"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TakesTimerAtOnce(byte vector, ApicTimerMode mode) =>
        (_lvt[LvtEntries.Timer] & (LvtMasked | LvtTimerMode | 0xff)) == (vector | (uint)mode << 17) && TakesAtOnce(vector);

    /// <summary>When an armed periodic timer expires after the next expiry, in ns.</summary>
    public readonly long NextPeriodNs => AfterTicks(_epochNs, _targetTicks + PeriodTicks, _timerHz);

    /// <summary>
    /// The one-shot timer's expiry passes: accepted, acknowledged and ended, with nothing between. Only where
    /// <see cref="TakesTimerAtOnce"/> says so.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PassTimer(byte vector)
    {
        StopTimer();
        PassEdge(vector);
    }

    /// <summary>An expiry of the periodic timer passes, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PassPeriod(byte vector)
    {
        Aim(_targetTicks + PeriodTicks);
        PassEdge(vector);
    }

    /// <summary>The count stands still until <see cref="ResumeTimer"/>: a hypervisor's alarm that counts what its vCPU gets.</summary>
    public void SuspendTimer() => _timerExpiryNs = long.MaxValue;

    /// <summary>The count goes on, and expires at a time.</summary>
    /// <param name="expiryNs">The next expiry, ns.</param>
    public void ResumeTimer(long expiryNs)
    {
        _epochNs += expiryNs - AfterTicks(_epochNs, _targetTicks, _timerHz);
        Aim(_targetTicks);
    }

    /// <summary>Sets the mask bit in the timer's LVT entry; the count runs on.</summary>
    public void MaskTimer() => _lvt[LvtEntries.Timer] |= LvtMasked;

    /// <summary>Clears the mask bit in the timer's LVT entry, unless the APIC is software disabled.</summary>
    public void UnmaskTimer()
    {
        if (IsSoftwareEnabled) _lvt[LvtEntries.Timer] &= ~LvtMasked;
    }
}
