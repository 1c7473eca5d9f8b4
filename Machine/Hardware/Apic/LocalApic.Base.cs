namespace Tickstorm.Hardware;

// IA32_APIC_BASE and the states that it selects (SDM, "x2APIC State Transitions").
public partial struct LocalApic
{
    // The logical id of x2APIC mode: cluster in bits 31:16, one of 16 member bits below.
    private readonly uint LogicalX2Id => (_initialId >> 4 << 16) | (1u << (int)(_initialId & 0xf));

    private bool TryWriteBase(ulong value)
    {
        ulong known = BaseBsp | BaseEnabled | (_x2Capable ? BaseExtended : 0) | (((1UL << _physicalBits) - 1) & ~0xfffUL);
        bool enabled = (value & BaseEnabled) != 0, extended = (value & BaseExtended) != 0;
        if ((value & ~known) != 0
            || (extended && !enabled)
            || (IsX2Apic && enabled && !extended)
            || (!IsHardwareEnabled && extended))
        {
            return false;
        }

        bool entersX2 = extended && !IsX2Apic;
        _base = value;
        if (!enabled)
        {
            // Disabled, the APIC forgets all but the processor's own task priority, which CR8 still reaches.
            byte tpr = _tpr;
            bool waits = _waitsForStartUp;
            ResetState();
            _id = _initialId;
            _tpr = tpr;
            _waitsForStartUp = waits;
        }
        else if (entersX2)
        {
            _icrHigh = 0;
            _icrLow &= 0x000c_cfff;
        }

        UpdateEnables();
        return true;
    }
}
