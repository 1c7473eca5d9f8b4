namespace Tickstorm.Hardware;

// The APIC's model specific registers (SDM, "x2APIC Register Address Space", "Local APIC Status and Location", "TSC-Deadline Mode").
public partial struct LocalApic
{
    private const uint MsrTsc = 0x10, MsrApicBase = 0x1b, MsrTscAdjust = 0x3b, MsrDeadline = 0x6e0, MsrX2First = 0x800, MsrX2Last = 0x8ff;

    /// <summary>CR8: TPR bits 7:4, 0 to 15. It works although the APIC is disabled.</summary>
    public byte Cr8
    {
        readonly get => (byte)(_tpr >> 4);
        set => _tpr = (byte)(value << 4);
    }

    /// <summary>RDMSR.</summary>
    /// <param name="msr">The TSC, IA32_TSC_ADJUST, IA32_APIC_BASE, IA32_TSC_DEADLINE or 0x800 to 0x8ff.</param>
    /// <param name="nowNs">The time, in ns.</param>
    /// <param name="value">What was read.</param>
    /// <returns>False for #GP.</returns>
    public readonly bool TryReadMsr(uint msr, long nowNs, out ulong value)
    {
        value = 0;
        switch (msr)
        {
            case MsrTsc:
                value = ReadTsc(nowNs);
                return true;
            case MsrTscAdjust:
                value = _tscAdjust;
                return true;
            case MsrApicBase:
                value = _base;
                return true;
            case MsrDeadline:
                value = _deadline;
                return _hasDeadline;
            case >= MsrX2First and <= MsrX2Last when IsX2Apic:
                return TryReadX2((int)(msr - MsrX2First) << 4, nowNs, out value);
            default:
                return false;
        }
    }

    /// <summary>WRMSR.</summary>
    /// <param name="msr">
    /// The TSC, IA32_TSC_ADJUST, IA32_APIC_BASE, IA32_TSC_DEADLINE or 0x800 to 0x8ff. What a write adds to the TSC it adds to
    /// IA32_TSC_ADJUST and the other way round; an armed deadline that the TSC passes by it fires at once (SDM, "IA32_TSC_ADJUST
    /// Register").
    /// </param>
    /// <param name="value">The value.</param>
    /// <param name="nowNs">The time, in ns.</param>
    /// <param name="message">What goes onto the bus; its kind is None if nothing does.</param>
    /// <returns>False for #GP, with nothing changed.</returns>
    public bool TryWriteMsr(uint msr, ulong value, long nowNs, out BusMessage message)
    {
        message = default;
        switch (msr)
        {
            case MsrTsc:
                SetTsc(value, nowNs);
                ExpireDeadline(nowNs);
                return true;
            case MsrTscAdjust:
                SetTsc(unchecked(ReadTsc(nowNs) - _tscAdjust + value), nowNs);
                ExpireDeadline(nowNs);
                return true;
            case MsrApicBase:
                return TryWriteBase(value);
            case MsrDeadline:
                if (_hasDeadline) WriteDeadline(value, nowNs);
                return _hasDeadline;
            case >= MsrX2First and <= MsrX2Last when IsX2Apic:
                return TryWriteX2((int)(msr - MsrX2First) << 4, value, nowNs, out message);
            default:
                return false;
        }
    }

    private readonly bool TryReadX2(int offset, long nowNs, out ulong value)
    {
        switch (offset)
        {
            case ApicRegister.Id:
                value = _initialId;
                return true;
            case ApicRegister.LogicalDestination:
                value = LogicalX2Id;
                return true;
            case ApicRegister.IcrLow:
                value = ((ulong)_icrHigh << 32) | _icrLow;
                return true;
            default:
                bool found = TryReadCommon(offset, nowNs, out uint low);
                value = low;
                return found;
        }
    }

    private bool TryWriteX2(int offset, ulong value, long nowNs, out BusMessage message)
    {
        message = default;
        if ((value & ReservedX2(offset)) != 0) return false;
        switch (offset)
        {
            case ApicRegister.IcrLow:
                _icrLow = (uint)value;
                _icrHigh = (uint)(value >> 32);
                message = SendIpi(_icrLow, _icrHigh);
                return true;
            case ApicRegister.SelfIpi:
                message = SendSelf((byte)value);
                return true;
            case ApicRegister.TaskPriority or ApicRegister.Eoi or ApicRegister.SpuriousVector or ApicRegister.ErrorStatus:
            case ApicRegister.InitialCount or ApicRegister.DivideConfiguration:
                return TryWriteCommon(offset, value: (uint)value, nowNs, out message);
            default:
                return LvtEntries.IndexOf(offset) >= 0 && TryWriteCommon(offset, (uint)value, nowNs, out message);
        }
    }

    private readonly ulong ReservedX2(int offset) => offset switch
    {
        ApicRegister.IcrLow => 0xfff3_3000,
        ApicRegister.SelfIpi or ApicRegister.TaskPriority => ~0xffUL,
        ApicRegister.Eoi or ApicRegister.ErrorStatus => ulong.MaxValue,
        ApicRegister.SpuriousVector => _canSuppressEoi ? ~0x13ffUL : ~0x3ffUL,
        ApicRegister.DivideConfiguration => ~0xbUL,
        ApicRegister.InitialCount => ~0xffff_ffffUL,
        _ when LvtEntries.IndexOf(offset) is >= 0 and int index =>
            ~(ulong)(LvtEntries.Writable(index, _hasDeadline) | LvtEntries.ReadOnly(index)),
        _ => 0,
    };
}
