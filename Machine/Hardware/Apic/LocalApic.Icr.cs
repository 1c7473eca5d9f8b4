namespace Tickstorm.Hardware;

// Interprocessor interrupts (SDM, "Interrupt Command Register", with its table of valid combinations; "SELF IPI Register").
public partial struct LocalApic
{
    private BusMessage SendIpi(uint low, uint destination)
    {
        DeliveryMode mode = (DeliveryMode)(low >> 8 & 7);
        DestinationShorthand shorthand = (DestinationShorthand)(low >> 18 & 3);
        byte vector = (byte)low;
        bool valid = shorthand switch
        {
            DestinationShorthand.Self or DestinationShorthand.All => mode == DeliveryMode.Fixed,
            _ => mode is not (DeliveryMode.Reserved3 or DeliveryMode.ExtInt),
        };
        if (!valid) return default;
        if (mode <= DeliveryMode.LowestPriority && vector < 16 && !Has(ApicQuirks.AcceptsIllegalVectors))
        {
            RaiseError(ErrorSendIllegal);
            return default;
        }

        // The trigger mode counts for INIT only; every other IPI is an edge.
        bool level = (low & 0x8000) != 0;
        return new BusMessage(BusMessageKind.Interrupt, mode, vector, destination, (low & 0x800) != 0, level && mode == DeliveryMode.Init)
        {
            Wide = IsX2Apic,
            Shorthand = shorthand,
            Deassert = mode == DeliveryMode.Init && level && (low & 0x4000) == 0,
        };
    }

    private BusMessage SendSelf(byte vector) => SendIpi(vector | (1u << 18), 0);
}
