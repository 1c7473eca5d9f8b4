namespace Tickstorm.Hardware;

// The register block (IA-PC HPET 1.0a, "Memory Map and Register Definitions").
public sealed partial class Hpet
{
    private const int CapabilityOffset = 0x00, ConfigOffset = 0x10, StatusOffset = 0x20, CounterOffset = 0xf0, FirstTimer = 0x100;

    /// <summary>Reads the block.</summary>
    /// <param name="offset">0 to 0x3ff, a multiple of 4.</param>
    /// <param name="size">Bytes: 4 or 8; a read of 1 or 2 gets the low bytes.</param>
    /// <param name="nowNs">The time, in ns.</param>
    /// <returns>The register; 0 where there is none.</returns>
    public ulong Read(int offset, int size, long nowNs)
    {
        ulong register = ReadRegister(offset & 0x3f8, nowNs) >> ((offset & 4) * 8);
        return size >= 8 ? register : register & ((1UL << (size * 8)) - 1);
    }

    /// <summary>Writes the block.</summary>
    /// <param name="offset">0 to 0x3ff, a multiple of 4.</param>
    /// <param name="value">The value; read-only bits are ignored.</param>
    /// <param name="size">Bytes: 4 or 8; a smaller write does nothing.</param>
    /// <param name="nowNs">The time, in ns.</param>
    public void Write(int offset, ulong value, int size, long nowNs)
    {
        if (size < 4) return;
        int shift = (offset & 4) * 8;
        ulong mask = (size == 4 ? 0xffff_fffful : ulong.MaxValue) << shift;
        value <<= shift;
        int register = offset & 0x3f8;
        HpetTimer? timer = TimerAt(register);
        switch (timer is null ? register : register & 0x18)
        {
            case ConfigOffset when timer is null:
                WriteConfig((_config & ~mask) | (value & mask), nowNs);
                break;
            case StatusOffset when timer is null:
                ClearStatus((int)(value & mask));
                break;
            case CounterOffset when timer is null && !IsEnabled:
                _haltedAt = (_haltedAt & ~mask) | (value & mask);
                break;
            case 0x00 when timer is not null:
                WriteTimerConfig(timer, (timer.Config & ~mask) | (value & mask), nowNs);
                break;
            case 0x08 when timer is not null:
                WriteComparator(timer, value, mask, shift, nowNs);
                break;
            case 0x10 when timer is not null:
                timer.MessageRegister = (timer.MessageRegister & ~mask) | (value & mask);
                break;
        }
    }

    private HpetTimer? TimerAt(int register)
    {
        int index = (register - FirstTimer) >> 5;
        return register >= FirstTimer && index < _timers.Length ? _timers[index] : null;
    }

    private ulong ReadRegister(int register, long nowNs)
    {
        if (TimerAt(register) is HpetTimer timer)
        {
            return (register & 0x18) switch
            {
                0x00 => timer.Config,
                0x08 => timer.Comparator,
                0x10 => timer.MessageRegister,
                _ => 0,
            };
        }

        return register switch
        {
            CapabilityOffset => _capability,
            ConfigOffset => _config,
            StatusOffset => (ulong)_status,
            CounterOffset => Counter(nowNs),
            _ => 0,
        };
    }

    private void WriteConfig(ulong value, long nowNs)
    {
        ulong before = _config, after = value & (CounterEnabled | LegacyReplacement);
        ulong changed = before ^ after;
        if ((changed & CounterEnabled) != 0 && (after & CounterEnabled) == 0) _haltedAt = Counter(nowNs);
        _config = after;
        if ((changed & CounterEnabled) != 0) StartOrStop(nowNs);
        if ((changed & LegacyReplacement) != 0) SwitchLegacy(nowNs);
    }

    private void StartOrStop(long nowNs)
    {
        _startNs = nowNs;
        foreach (HpetTimer timer in _timers)
        {
            if ((_status & timer.Bit) != 0)
            {
                Drive(timer, true); // A pending level shows again, or is taken back, with the counter.
            }

            timer.DueNs = long.MaxValue;
            if (IsEnabled) SetTimer(timer, nowNs);
        }
    }

    private void SwitchLegacy(long nowNs)
    {
        if (IsLegacy)
        {
            _legacyChanged?.Invoke(true, nowNs);
            SetLine(0, false);
            SetLine(8, false);
        }
        else
        {
            SetLine(0, false);
            _legacyChanged?.Invoke(false, nowNs);
            SetLine(8, false);
        }
    }

    private void ClearStatus(int bits)
    {
        foreach (HpetTimer timer in _timers)
        {
            if ((bits & _status & timer.Bit) != 0) Drive(timer, false);
        }
    }

    private void WriteTimerConfig(HpetTimer timer, ulong value, long nowNs)
    {
        ulong before = timer.Config;
        ulong after = (before & ~HpetTimer.Writable) | (value & HpetTimer.Writable);
        if (!Has(HpetQuirks.RoutesAnywhere) && !IsRoutable((int)(after >> 9 & 31)))
        {
            after = (after & ~0x3e00ul) | (before & 0x3e00);
        }

        if (timer.IsLevel && (after & HpetTimer.Level) == 0) Drive(timer, false);
        timer.Config = after;
        if ((after & HpetTimer.Narrow) != 0)
        {
            timer.Comparator = (uint)timer.Comparator;
            timer.Period = (uint)timer.Period;
        }

        bool toggled = ((before ^ after) & HpetTimer.Enabled) != 0;
        if (toggled && (_status & timer.Bit) != 0) Drive(timer, true);
        if (IsEnabled) SetTimer(timer, nowNs);
    }

    private bool IsRoutable(int line) =>
        line == 0 || ((_options.RouteCapability | _options.AlsoRoutable) >> line & 1) != 0;

    private void WriteComparator(HpetTimer timer, ulong value, ulong mask, int shift, long nowNs)
    {
        if (timer.IsNarrow)
        {
            if (shift != 0) return;
            value = (uint)value;
            mask = ulong.MaxValue;
        }

        if (!timer.IsPeriodic || (timer.Config & HpetTimer.ValueSet) != 0)
        {
            timer.Comparator = (timer.Comparator & ~mask) | (value & mask);
        }

        if (timer.IsPeriodic) timer.Period = (timer.Period & ~mask) | (value & mask);
        timer.Config &= ~HpetTimer.ValueSet;
        if (IsEnabled) SetTimer(timer, nowNs);
    }
}
