namespace Tickstorm.Hardware;

// The error status register (SDM, "Error Handling").
public partial struct LocalApic
{
    private const uint ErrorSendIllegal = 1 << 5, ErrorReceiveIllegal = 1 << 6, ErrorIllegalRegister = 1 << 7;

    // An illegal vector in the error entry itself adds its bit and sends nothing, which ends the chain.
    private void RaiseError(uint bit)
    {
        _errors |= (byte)bit;
        uint entry = _lvt[LvtEntries.Error];
        if ((entry & LvtMasked) != 0) return;
        byte vector = (byte)entry;
        if (vector < 16 && !Has(ApicQuirks.AcceptsIllegalVectors))
        {
            _errors |= (byte)ErrorReceiveIllegal;
            return;
        }

        Accept(vector, level: false);
    }
}
