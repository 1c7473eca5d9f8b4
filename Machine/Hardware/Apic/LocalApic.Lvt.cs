namespace Tickstorm.Hardware;

// The local vector table (SDM, "Local Vector Table"; "Local APIC State After It Has Been Software Disabled").
public partial struct LocalApic
{
    private const uint LvtMasked = 1 << 16, LvtTimerMode = 3 << 17, LvtLevel = 1 << 15, LvtRemoteIrr = 1 << 14, LvtActiveLow = 1 << 13;

    /// <summary>A local source other than the pins and the timer asserts its entry: thermal sensor, performance counters or CMCI.</summary>
    /// <param name="offset">The entry's register, one of <see cref="ApicRegister"/>.</param>
    public AcceptOutcome SignalLocal(int offset)
    {
        int index = LvtEntries.IndexOf(offset);
        if (index is not (LvtEntries.Thermal or LvtEntries.Performance or LvtEntries.Cmci) || index > MaxLvt)
        {
            return AcceptOutcome.Refused;
        }

        uint entry = _lvt[index];
        if ((entry & LvtMasked) != 0) return AcceptOutcome.Refused;
        if (index == LvtEntries.Performance)
        {
            _lvt[index] |= LvtMasked; // The counters mask their entry when they interrupt.
        }

        return Receive((DeliveryMode)(entry >> 8 & 7), (byte)entry, level: false);
    }

    private void WriteLvt(int index, uint value, long nowNs)
    {
        if (!Has(ApicQuirks.KeepsReservedBits))
        {
            uint readOnly = LvtEntries.ReadOnly(index);
            value = (value & LvtEntries.Writable(index, _hasDeadline)) | (_lvt[index] & readOnly);
        }

        if (!IsSoftwareEnabled && !Has(ApicQuirks.IgnoresSoftwareDisable))
        {
            value |= LvtMasked;
        }

        uint before = _lvt[index];
        _lvt[index] = value;
        if (index == LvtEntries.Timer)
        {
            ChangeTimerMode((ApicTimerMode)(before >> 17 & 3), nowNs);
        }
        else if (index is LvtEntries.Lint0 or LvtEntries.Lint1)
        {
            ChangeLint(index - LvtEntries.Lint0, before);
        }
    }

    private void WriteSvr(uint value)
    {
        _svr = value & (_canSuppressEoi ? 0x13ffu : 0x3ffu);
        UpdateEnables();
        if (IsSoftwareEnabled || Has(ApicQuirks.IgnoresSoftwareDisable)) return;
        for (int i = 0; i < LvtEntries.Count; i++)
        {
            _lvt[i] |= LvtMasked;
        }
    }
}
