using Tickstorm.Hardware;

namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>
/// An ISR bit is cleared only by EOI or a reset, and set only by an acknowledge; PPR is a function of TPR and ISR; the count never exceeds
/// the initial count.
/// </summary>
internal sealed class LocalApicFuzz : ChipFuzz
{
    private LocalApic _apic;
    private readonly ulong[] _before = new ulong[4];

    internal LocalApicFuzz(int seed, bool quirks)
        : base(seed)
    {
        ApicOptions options = new()
        {
            TimerHz = seed % 2 == 0 ? 100_000_007 : 1_000_000_000, Quirks = quirks ? ApicQuirks.Qemu : ApicQuirks.None,
        };
        _apic = LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: true, options);
    }

    protected override string? Operate()
    {
        Snapshot();
        bool mayClear = false, maySet = false;
        BusMessage message = default;
        switch (Below(16))
        {
            case 0 or 1 or 2:
                _apic.Accept((byte)Next(), Below(2) == 0);
                break;
            case 3 or 4:
                maySet = true;
                _apic.Acknowledge();
                break;
            case 5:
                mayClear = true;
                _apic.EndOfInterrupt();
                break;
            case 6 or 7 or 8:
                int offset = Below(3) == 0 ? Below(0x1000) : Below(0x40) << 4;
                mayClear = offset is ApicRegister.Eoi or ApicRegister.LvtLint0 or ApicRegister.LvtLint1; // A pin can be in INIT mode.
                _apic.WriteRegister(offset, Value(), Now, out message);
                break;
            case 9:
                _apic.ReadRegister(Below(0x1000), Now);
                break;
            case 10 or 11:
                uint msr = Below(8) switch { 0 => 0x1b, 1 => 0x6e0, 2 => (uint)Next(), _ => 0x800 + (uint)Below(0x50) };
                mayClear = msr is 0x1b or 0x80b or 0x835 or 0x836;
                _apic.TryWriteMsr(msr, MsrValue(msr), Now, out message);
                break;
            case 12:
                _apic.TryReadMsr(0x800 + (uint)Below(0x50), Now, out _);
                break;
            case 13:
                _apic.SetLint(Below(2), Below(2) == 0);
                mayClear = true; // A pin in INIT mode resets.
                break;
            case 14:
                mayClear = OperateRarely();
                break;
            default:
                Wait();
                _apic.ExpireTimerThrough(Now);
                break;
        }

        if (mayClear && message.Kind == BusMessageKind.None && Below(64) == 0)
        {
            _apic.WriteRegister(ApicRegister.SpuriousVector, 0x1ff, Now, out _);
        }

        return Check(mayClear, maySet);
    }

    private ulong MsrValue(uint msr) => msr switch
    {
        0x1b => 0xfee0_0100 | ((ulong)Below(4) << 10),
        0x6e0 => (ulong)Now + (ulong)Below(10000),
        _ => Below(2) == 0 ? Value() : 0,
    };

    private bool OperateRarely()
    {
        switch (Below(8))
        {
            case 0:
                _apic.AcceptInit();
                _apic.AcceptStartUp((byte)Next());
                return true;
            case 1:
                _apic.Receive((DeliveryMode)Below(8), (byte)Next(), level: false);
                return true;
            case 2:
                _apic.TakeNmi();
                return false;
            case 3:
                _apic.ReturnFromNmi();
                return false;
            case 4:
                _apic.Cr8 = (byte)Next();
                return false;
            case 5:
                _apic.SignalLocal(Below(0x40) << 4);
                return true;
            default:
                _apic.IsDestination((uint)Next(), Below(2) == 0, Below(2) == 0);
                return false;
        }
    }

    private void Snapshot()
    {
        for (int i = 0; i < 256; i++)
        {
            if ((i & 63) == 0)
            {
                _before[i >> 6] = 0;
            }

            _before[i >> 6] |= (_apic.IsInIsr(i) ? 1UL : 0) << i;
        }
    }

    private string? Check(bool mayClear, bool maySet)
    {
        int highest = -1, highestRequest = -1;
        for (int i = 0; i < 256; i++)
        {
            bool was = (_before[i >> 6] >> i & 1) != 0, isNow = _apic.IsInIsr(i);
            if (was && !isNow && !mayClear)
            {
                return $"ISR bit {i} cleared without EOI";
            }

            if (!was && isNow && !maySet)
            {
                return $"ISR bit {i} set without an acknowledge";
            }

            highest = isNow ? i : highest;
            highestRequest = _apic.IsInIrr(i) ? i : highestRequest;
        }

        int tpr = _apic.TryReadMsr(0x808, Now, out ulong x2) ? (int)x2
            : _apic.AnswersOnPage
                ? (int)_apic.ReadRegister(ApicRegister.TaskPriority, Now)
                : _apic.Cr8 << 4 | (_apic.ProcessorPriority & 15);
        int service = highest < 0 ? 0 : highest & 0xf0;
        int expected = (tpr & 0xf0) >= service ? tpr : service;
        if (_apic.AnswersOnPage && _apic.ProcessorPriority != expected)
        {
            return $"PPR {_apic.ProcessorPriority:x2} with TPR {tpr:x2} and {highest:x2} in service";
        }

        if (_apic.PendingVector >= 0 && _apic.PendingVector != highestRequest)
        {
            return $"offers {_apic.PendingVector:x2}, highest request {highestRequest:x2}";
        }

        uint count = _apic.TimerCount(Now),
            initial = _apic.AnswersOnPage ? _apic.ReadRegister(ApicRegister.InitialCount, Now) : uint.MaxValue;
        return count > initial ? $"count {count} above initial {initial}" : null;
    }
}
