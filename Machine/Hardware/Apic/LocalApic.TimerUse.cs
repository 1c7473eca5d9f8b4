namespace Tickstorm.Hardware;

// What a clock event driver does with the timer, in terms of the registers.
public partial struct LocalApic
{
    /// <summary>Sets vector and mode in the timer's LVT entry and unmasks it.</summary>
    /// <param name="vector">0 to 255; 0 to 15 are refused at the expiry.</param>
    /// <param name="mode">The mode; a change to or from the deadline mode disarms.</param>
    /// <param name="nowNs">The time of the write, in ns.</param>
    public void SetUpTimer(byte vector, ApicTimerMode mode, long nowNs) =>
        WriteRegister(ApicRegister.LvtTimer, vector | ((uint)mode << 17), nowNs, out _);

    /// <summary>Writes the initial count, in divided clock ticks: 0 stops, anything else starts anew.</summary>
    public void ArmTimer(uint count, long nowNs) => WriteRegister(ApicRegister.InitialCount, count, nowNs, out _);

    /// <summary>Sets the mask bit in the timer's LVT entry; the count runs on.</summary>
    public void MaskTimer() => _lvt[LvtEntries.Timer] |= LvtMasked;

    /// <summary>Clears the mask bit in the timer's LVT entry, unless the APIC is software disabled.</summary>
    public void UnmaskTimer()
    {
        if (IsSoftwareEnabled)
        {
            _lvt[LvtEntries.Timer] &= ~LvtMasked;
        }
    }
}
