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
        if (!IsHardwareEnabled)
        {
            return false;
        }

        // An all-ones destination of 8 bits is a broadcast for x2APICs too.
        if (destination == (wide ? 0xFFFF_FFFF : 0xFF))
        {
            return !logical || IsX2Apic || MatchesLogical(0xFF);
        }

        if (!logical)
        {
            return destination == Id.Value;
        }

        if (IsX2Apic)
        {
            return (destination >> 16) == (LogicalX2Id >> 16) && (destination & LogicalX2Id & 0xFFFF) != 0;
        }

        return destination <= 0xFF && MatchesLogical(destination);
    }

    private readonly bool MatchesLogical(uint destination)
    {
        uint mine = _ldr >> 24;
        return (_dfr >> 28) switch
        {
            0xF => (mine & destination) != 0,
            0x0 => (destination >> 4 == 0xF || destination >> 4 == mine >> 4) && (mine & destination & 0xF) != 0,
            _ => false,
        };
    }
}
