namespace Tickstorm.Hardware;

// Does a message mean this APIC? (SDM, "Determining IPI Destination"; "Logical Destination Mode in x2APIC Mode".)
public partial struct LocalApic
{
    /// <summary>True if a destination names this APIC.</summary>
    /// <param name="destination">8 bits, or 32 when <paramref name="wide"/>.</param>
    /// <param name="logical">Matched with logical ids.</param>
    /// <param name="wide">The sender is in x2APIC mode, or the message was remapped to 32 bits.</param>
    public readonly bool IsDestination(uint destination, bool logical, bool wide)
    {
        if (!IsHardwareEnabled) return false;
        // An all-ones destination of 8 bits is a broadcast for x2APICs too.
        if (destination == (wide ? 0xffff_ffff : 0xff)) return !logical || IsX2Apic || MatchesLogical(0xff);
        if (!logical) return destination == Id;
        if (IsX2Apic)
        {
            return (destination >> 16) == (LogicalX2Id >> 16) && (destination & LogicalX2Id & 0xffff) != 0;
        }

        return destination <= 0xff && MatchesLogical(destination);
    }

    private readonly bool MatchesLogical(uint destination)
    {
        uint mine = _ldr >> 24;
        return (_dfr >> 28) switch
        {
            0xf => (mine & destination) != 0,
            0x0 => (destination >> 4 == 0xf || destination >> 4 == mine >> 4) && (mine & destination & 0xf) != 0,
            _ => false,
        };
    }
}
