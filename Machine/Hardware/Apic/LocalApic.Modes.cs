namespace Tickstorm.Hardware;

// Arrivals that are not fixed interrupts (SDM, "Interrupt Command Register"; "Handling Multiple NMIs"; "MP Initialization").
public partial struct LocalApic
{
    /// <summary>NMIs that wait: 0 to 2 outside an NMI handler, 0 or 1 inside.</summary>
    public readonly int NmiPending => _nmiPending;

    /// <summary>The processor does nothing until a start-up IPI.</summary>
    public readonly bool WaitsForStartUp => _waitsForStartUp;

    /// <summary>The vector of the last start-up IPI: the 4 KiB page, 0 to 255, that the processor started in.</summary>
    public readonly byte StartUpVector => _startUpVector;

    /// <summary>A message of any mode arrives at this APIC.</summary>
    public AcceptOutcome Receive(DeliveryMode mode, byte vector, bool level)
    {
        switch (mode)
        {
            case DeliveryMode.Fixed:
            case DeliveryMode.LowestPriority:
                return Accept(vector, level);
            case DeliveryMode.Smi:
                return AcceptSmi();
            case DeliveryMode.Nmi:
                return AcceptNmi();
            case DeliveryMode.Init:
                AcceptInit();
                return AcceptOutcome.Accepted;
            case DeliveryMode.StartUp:
                return AcceptStartUp(vector);
            case DeliveryMode.ExtInt:
                return AcceptExtInt(vector);
            default:
                return AcceptOutcome.Refused;
        }
    }

    /// <summary>An NMI arrives: one can be in service and one wait, or two wait.</summary>
    public AcceptOutcome AcceptNmi()
    {
        int limit = _nmiInService || Has(ApicQuirks.MergesNmi) ? 1 : 2;
        if (_nmiPending >= limit) return AcceptOutcome.Coalesced;
        _nmiPending++;
        return AcceptOutcome.Accepted;
    }

    /// <summary>The processor takes an NMI; false if none waits or one is in service.</summary>
    public bool TakeNmi()
    {
        if (_nmiInService || _nmiPending == 0) return false;
        _nmiPending--;
        _nmiInService = true;
        return true;
    }

    /// <summary>The processor's IRET: the next NMI may come.</summary>
    public void ReturnFromNmi() => _nmiInService = false;

    /// <summary>An SMI arrives.</summary>
    public AcceptOutcome AcceptSmi()
    {
        bool before = _smiPending;
        _smiPending = true;
        return before ? AcceptOutcome.Coalesced : AcceptOutcome.Accepted;
    }

    /// <summary>The processor takes the SMI; false if none waits.</summary>
    public bool TakeSmi()
    {
        bool pending = _smiPending;
        _smiPending = false;
        return pending;
    }

    /// <summary>An ExtINT message arrives, which neither IRR nor priorities know of.</summary>
    /// <param name="vector">The vector that was fetched from the 8259 for it.</param>
    public AcceptOutcome AcceptExtInt(byte vector)
    {
        bool before = _extIntLatched;
        _extIntVector = vector;
        _extIntLatched = true;
        return before ? AcceptOutcome.Coalesced : AcceptOutcome.Accepted;
    }

    /// <summary>INIT: reset but for the id and IA32_APIC_BASE; all but the bootstrap processor then wait for a start-up IPI.</summary>
    public void AcceptInit()
    {
        ResetState();
        _waitsForStartUp = !IsBootstrap;
    }

    /// <summary>A start-up IPI arrives; refused unless the processor waits for one.</summary>
    /// <param name="vector">The 4 KiB page to start in, 0 to 255.</param>
    public AcceptOutcome AcceptStartUp(byte vector)
    {
        if (!_waitsForStartUp) return AcceptOutcome.Refused;
        _waitsForStartUp = false;
        _startUpVector = vector;
        return AcceptOutcome.Accepted;
    }
}
