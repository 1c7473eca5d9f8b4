namespace Tickstorm.Hardware;

// The pins LINT0 and LINT1 (SDM, "Local Vector Table"; "Enabling or Disabling the Local APIC" for their INTR and NMI use).
public partial struct LocalApic
{
    /// <summary>An 8259 asks for an INTA cycle, by a pin in ExtINT mode or by a message. Not held back by TPR.</summary>
    public readonly bool ExtIntRequested => _extIntLatched || (_lines != 0 && (PinIsExtInt(0) || PinIsExtInt(1)));

    /// <summary>Drives a pin.</summary>
    /// <param name="pin">0 or 1.</param>
    /// <param name="high">The electrical level.</param>
    public void SetLint(int pin, bool high)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)pin, 1u);
        bool before = PinIsActive(pin, _lvt[LvtEntries.Lint0 + pin]);
        byte bit = (byte)(1 << pin);
        _lines = high ? (byte)(_lines | bit) : (byte)(_lines & ~bit);
        PinChanged(pin, before);
    }

    /// <summary>The processor answers the ExtINT request.</summary>
    /// <returns>The vector that a message carried, which an IO-APIC fetched from its 8259; -1 if the request came by a pin and an INTA
    /// cycle must fetch it.</returns>
    public int AcknowledgeExtInt()
    {
        bool carried = _extIntLatched;
        _extIntLatched = false;
        return carried ? _extIntVector : -1;
    }

    private readonly bool PinIsActive(int pin, uint entry) => (_lines >> pin & 1) != 0 != ((entry & LvtActiveLow) != 0);

    private readonly bool PinIsExtInt(int pin)
    {
        uint entry = _lvt[LvtEntries.Lint0 + pin];
        return IsHardwareEnabled
            ? (entry & (LvtMasked | 0x700)) == 0x700 && PinIsActive(pin, entry)
            : pin == 0 && (_lines & 1) != 0;
    }

    private void PinChanged(int pin, bool before)
    {
        uint entry = _lvt[LvtEntries.Lint0 + pin];
        if (!IsHardwareEnabled)
        {
            if (pin == 1 && !before && (_lines & 2) != 0)
            {
                AcceptNmi(); // LINT1 is the NMI pin of a disabled APIC.
            }

            return;
        }

        bool active = PinIsActive(pin, entry);
        if (!active || (entry & LvtMasked) != 0) return;
        DeliveryMode mode = (DeliveryMode)(entry >> 8 & 7);
        bool level = mode == DeliveryMode.Fixed && pin == 0 && (entry & LvtLevel) != 0; // LINT1 knows edges only.
        if (!level)
        {
            if (!before && mode is (DeliveryMode.Fixed or DeliveryMode.Smi or DeliveryMode.Nmi or DeliveryMode.Init))
            {
                Receive(mode, (byte)entry, level: false);
            }
        }
        else if ((entry & LvtRemoteIrr) == 0 && Accept((byte)entry, level: true) != AcceptOutcome.Refused)
        {
            _lvt[LvtEntries.Lint0 + pin] |= LvtRemoteIrr;
        }
    }

    // A write to the entry: an active level is seen now, an edge missed while masked is not.
    private void ChangeLint(int pin, uint before)
    {
        if ((_lvt[LvtEntries.Lint0 + pin] & LvtLevel) == 0 && !Has(ApicQuirks.KeepsReservedBits))
        {
            _lvt[LvtEntries.Lint0 + pin] &= ~LvtRemoteIrr;
        }

        bool flipped = ((before ^ _lvt[LvtEntries.Lint0 + pin]) & LvtActiveLow) != 0;
        PinChanged(pin, before: !flipped || PinIsActive(pin, before));
    }

    private void EndLint(int vector)
    {
        uint entry = _lvt[LvtEntries.Lint0];
        if ((entry & LvtRemoteIrr) != 0 && (byte)entry == vector && !Has(ApicQuirks.KeepsReservedBits))
        {
            _lvt[LvtEntries.Lint0] = entry & ~LvtRemoteIrr;
            PinChanged(0, before: true);
        }
    }
}
