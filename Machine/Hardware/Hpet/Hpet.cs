namespace Tickstorm.Hardware;

/// <summary>A high precision event timer (IA-PC HPET specification 1.0a).</summary>
/// <remarks>
/// A comparator fires on equality: set behind the counter, it waits for the wrap. The value-set bit reads back until the
/// comparator is written. Left out: the extra interrupt at the wrap of a 32-bit one-shot, and the
/// RTC that legacy replacement cuts off from IRQ 8.
/// </remarks>
public sealed partial class Hpet
{
    private const ulong CounterEnabled = 1, LegacyReplacement = 2;

    private readonly HpetTimer[] _timers;
    private readonly HpetOptions _options;
    private readonly ILineSink _lines;
    private readonly Action<MsiMessage>? _messages;
    private readonly Action<bool, long>? _legacyChanged;
    private readonly ulong _capability;
    private ulong _config, _haltedAt;
    private long _startNs, _armings;
    private int _status;

    /// <summary>A timer block after reset, its counter halted at 0.</summary>
    /// <param name="options">The part.</param>
    /// <param name="lines">Where the outputs lead: line n is IO-APIC input n; with legacy replacement timer 0 is line 0 and timer 1 line
    /// 8.</param>
    /// <param name="messages">Where message writes go.</param>
    /// <param name="legacyChanged">Told when legacy replacement is switched, with the time: the PIT is cut off while it is on.</param>
    public Hpet(
        HpetOptions? options = null, ILineSink? lines = null, Action<MsiMessage>? messages = null, Action<bool, long>? legacyChanged = null)
    {
        _options = options ?? new HpetOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Timers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.Timers, 32);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.PeriodFs, 100u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.PeriodFs, 100_000_000u);
        _lines = lines ?? NoLines.Instance;
        _messages = messages;
        _legacyChanged = legacyChanged;
        _capability = ((ulong)_options.PeriodFs << 32) | ((ulong)_options.Vendor << 16) | 0xa001 | ((ulong)(_options.Timers - 1) << 8);
        ulong timer = 0x30 | ((ulong)_options.RouteCapability << 32) | (_options.HasMessages ? 0x8000ul : 0);
        _timers = [.. Enumerable.Range(0, _options.Timers).Select(i => new HpetTimer(i, timer))];
    }

    /// <summary>When something fires next, in ns; <see cref="long.MaxValue"/> if nothing will.</summary>
    public long NextEventNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (HpetTimer timer in _timers)
            {
                next = Math.Min(next, timer.DueNs);
            }

            return next;
        }
    }

    /// <summary>The counter runs: configuration bit 0.</summary>
    public bool IsEnabled => (_config & CounterEnabled) != 0;

    /// <summary>Timers 0 and 1 stand in for PIT and RTC: configuration bit 1.</summary>
    public bool IsLegacy => (_config & LegacyReplacement) != 0;

    /// <summary>The main counter at a time in ns.</summary>
    public ulong Counter(long nowNs) => IsEnabled ? unchecked(_haltedAt + Ticks(nowNs - _startNs)) : _haltedAt;

    /// <summary>Fires what is due at a time; call it at <see cref="NextEventNs"/>.</summary>
    public void Advance(long nowNs)
    {
        // Each timer once: a period shorter than the call's distance is one match.
        for (int i = 0; i < _timers.Length && Earliest() is HpetTimer timer && timer.DueNs <= nowNs; i++)
        {
            Fire(timer, nowNs);
        }
    }

    private HpetTimer Earliest()
    {
        HpetTimer best = _timers[0];
        foreach (HpetTimer timer in _timers)
        {
            if (timer.DueNs < best.DueNs || (timer.DueNs == best.DueNs && timer.ArmedAs < best.ArmedAs))
            {
                best = timer;
            }
        }

        return best;
    }

    private void Fire(HpetTimer timer, long nowNs)
    {
        ulong counter = Counter(nowNs);
        timer.DueNs = long.MaxValue;
        if (timer.IsPeriodic && timer.Period != 0)
        {
            // QEMU moves on only from a target that has passed; one just reached is armed again, and fires twice.
            ulong behind = unchecked(counter - timer.Target);
            bool passed = Has(HpetQuirks.FiresTwice) ? (long)behind > 0 : (long)behind >= 0;
            ulong steps = !passed
                ? 0
                : Has(HpetQuirks.FiresTwice)
                ? (behind + timer.Period - 1) / timer.Period
                : (behind / timer.Period) + 1;
            timer.Target = unchecked(timer.Target + (steps * timer.Period));
            timer.Comparator = timer.IsNarrow ? (uint)timer.Target : timer.Target;
            Arm(timer, timer.Target);
        }
        else if (timer.AtWrap)
        {
            timer.AtWrap = false;
            Arm(timer, timer.Target);
        }
        else if (!Has(HpetQuirks.FiresAtWrap) && timer.IsNarrow)
        {
            timer.Target = unchecked(timer.Target + 0x1_0000_0000);
            Arm(timer, timer.Target);
        }

        Drive(timer, true);
    }

    private void SetTimer(HpetTimer timer, long nowNs)
    {
        ulong counter = Counter(nowNs);
        timer.AtWrap = false;
        timer.Target = timer.Comparator;
        if (timer.IsNarrow)
        {
            timer.Target = (counter & ~0xffff_fffful) | (uint)timer.Comparator;
            if (timer.Target < counter) timer.Target = unchecked(timer.Target + 0x1_0000_0000);
            ulong wrap = unchecked((counter | 0xffff_ffff) + 1);
            if (Has(HpetQuirks.FiresAtWrap) && !timer.IsPeriodic && timer.Target > wrap)
            {
                timer.AtWrap = true;
                Arm(timer, wrap);
                return;
            }
        }
        else if (!Has(HpetQuirks.FiresPassed) && timer.Target < counter)
        {
            timer.DueNs = long.MaxValue; // A 64-bit wrap is beyond the end of time.
            return;
        }

        Arm(timer, timer.Target);
    }

    private void Arm(HpetTimer timer, ulong target)
    {
        long due = TimeOf(target);
        if (Has(HpetQuirks.FiresTwice) && timer.IsPeriodic && due >= timer.LastDueNs && due - timer.LastDueNs < 1000)
        {
            due = timer.LastDueNs + 1000;
        }

        timer.LastDueNs = due;
        timer.DueNs = due;
        timer.ArmedAs = _armings++;
    }

    private bool Has(HpetQuirks quirk) => (_options.Quirks & quirk) != 0;

    private ulong Ticks(long ns) => (ulong)((UInt128)(ulong)Math.Max(0, ns) * 1_000_000 / _options.PeriodFs);

    private long TimeOf(ulong target)
    {
        ulong ticks = unchecked(target - _haltedAt);
        if ((long)ticks < 0)
        {
            // A target behind the start of the count: in the past for QEMU, never for the specification.
            Int128 past = (Int128)(long)ticks * _options.PeriodFs / 1_000_000;
            return Has(HpetQuirks.FiresPassed) ? (long)Int128.Max(past + _startNs, long.MinValue / 2) : long.MaxValue;
        }

        UInt128 ns = (((UInt128)ticks * _options.PeriodFs) + 999_999) / 1_000_000;
        return ns + (ulong)_startNs >= long.MaxValue ? long.MaxValue : (long)ns + _startNs;
    }
}
