namespace Tickstorm.Hardware;

// The register page of xAPIC mode (SDM, "Local APIC Register Address Map").
public partial struct LocalApic
{
    /// <summary>A 32-bit read of the page.</summary>
    /// <param name="offset">0 to 0xfff; registers are at multiples of 16, what lies between reads 0.</param>
    /// <param name="nowNs">The time, in ns.</param>
    /// <returns>The register; all ones if the page does not answer; 0, and ESR bit 7, where there is no register.</returns>
    public uint ReadRegister(int offset, long nowNs)
    {
        if (!AnswersOnPage) return 0xffff_ffff;
        offset &= 0xfff;
        if ((offset & 0xf) != 0) return 0;
        if (TryReadCommon(offset, nowNs, out uint value)) return value;
        switch (offset)
        {
            case ApicRegister.Id:
                return _id << 24;
            case ApicRegister.ArbitrationPriority:
                return ArbitrationPriority();
            case ApicRegister.Eoi or ApicRegister.RemoteRead:
                return 0;
            case ApicRegister.LogicalDestination:
                return _ldr;
            case ApicRegister.DestinationFormat:
                return _dfr;
            case ApicRegister.IcrLow:
                return _icrLow;
            case ApicRegister.IcrHigh:
                return _icrHigh;
            default:
                RaiseError(ErrorIllegalRegister);
                return 0;
        }
    }

    /// <summary>A 32-bit write to the page.</summary>
    /// <param name="offset">0 to 0xfff; a write between registers does nothing.</param>
    /// <param name="value">The value; reserved and read-only bits of it are ignored.</param>
    /// <param name="nowNs">The time, in ns.</param>
    /// <param name="message">What goes onto the bus; its kind is None if nothing does.</param>
    public void WriteRegister(int offset, uint value, long nowNs, out BusMessage message)
    {
        message = default;
        offset &= 0xfff;
        if (!AnswersOnPage || (offset & 0xf) != 0) return;
        switch (offset)
        {
            case ApicRegister.Id:
                _id = value >> 24;
                break;
            case ApicRegister.LogicalDestination:
                _ldr = value & 0xff00_0000;
                break;
            case ApicRegister.DestinationFormat:
                _dfr = value | 0x0fff_ffff;
                break;
            case ApicRegister.IcrLow:
                _icrLow = value & 0x000c_cfff;
                message = SendIpi(_icrLow, _icrHigh >> 24);
                break;
            case ApicRegister.IcrHigh:
                _icrHigh = Has(ApicQuirks.KeepsReservedBits) ? value : value & 0xff00_0000;
                break;
            case ApicRegister.Version or ApicRegister.ArbitrationPriority or ApicRegister.ProcessorPriority or ApicRegister.RemoteRead:
            case ApicRegister.CurrentCount:
            case >= ApicRegister.InService and < ApicRegister.ErrorStatus:
                break;
            default:
                if (!TryWriteCommon(offset, value, nowNs, out message)) RaiseError(ErrorIllegalRegister);
                break;
        }
    }

    // The registers that the page and the MSRs share.
    private readonly bool TryReadCommon(int offset, long nowNs, out uint value)
    {
        int lvt = LvtEntries.IndexOf(offset);
        value = 0;
        switch (offset)
        {
            case ApicRegister.Version:
                value = (uint)(_version | (MaxLvt << 16) | (_canSuppressEoi ? 1 << 24 : 0));
                return true;
            case ApicRegister.TaskPriority:
                value = _tpr;
                return true;
            case ApicRegister.ProcessorPriority:
                value = ProcessorPriority;
                return true;
            case ApicRegister.SpuriousVector:
                value = _svr;
                return true;
            case >= ApicRegister.InService and < ApicRegister.TriggerMode:
                value = _isr.Register(offset >> 4 & 7);
                return true;
            case >= ApicRegister.TriggerMode and < ApicRegister.InterruptRequest:
                value = _tmr.Register(offset >> 4 & 7);
                return true;
            case >= ApicRegister.InterruptRequest and < ApicRegister.ErrorStatus:
                value = _irr.Register(offset >> 4 & 7);
                return true;
            case ApicRegister.ErrorStatus:
                value = _esr;
                return true;
            case ApicRegister.InitialCount:
                value = _initialCount;
                return true;
            case ApicRegister.CurrentCount:
                value = TimerCount(nowNs);
                return true;
            case ApicRegister.DivideConfiguration:
                value = _divide;
                return true;
            default:
                if (lvt < 0 || lvt > MaxLvt) return false;
                value = _lvt[lvt];
                return true;
        }
    }

    private bool TryWriteCommon(int offset, uint value, long nowNs, out BusMessage message)
    {
        message = default;
        switch (offset)
        {
            case ApicRegister.TaskPriority:
                _tpr = (byte)value;
                return true;
            case ApicRegister.Eoi:
                EoiResult ended = EndOfInterrupt();
                message = ended.Broadcast ? BusMessage.Eoi((byte)ended.Vector) : default;
                return true;
            case ApicRegister.SpuriousVector:
                WriteSvr(value);
                return true;
            case ApicRegister.ErrorStatus:
                _esr = _errors;
                _errors = 0;
                return true;
            case ApicRegister.InitialCount:
                WriteInitialCount(value, nowNs);
                return true;
            case ApicRegister.DivideConfiguration:
                WriteDivide(value, nowNs);
                return true;
            default:
                int lvt = LvtEntries.IndexOf(offset);
                if (lvt < 0 || lvt > MaxLvt) return false;
                WriteLvt(lvt, value, nowNs);
                return true;
        }
    }

    private readonly uint ArbitrationPriority()
    {
        int task = _tpr >> 4, request = _highestIrr < 0 ? 0 : _highestIrr >> 4, service = _highestIsr < 0 ? 0 : _highestIsr >> 4;
        return task >= request && task > service ? _tpr : (uint)Math.Max(task & service, request) << 4;
    }
}
