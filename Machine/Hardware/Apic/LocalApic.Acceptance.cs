using System.Runtime.CompilerServices;

namespace Tickstorm.Hardware;

// Fixed interrupts from arrival to EOI (SDM, "Interrupt Acceptance for Fixed Interrupts", "Signaling Interrupt Servicing Completion").
public partial struct LocalApic
{
    /// <summary>PPR: 0 to 255, from TPR and the highest vector in service.</summary>
    public readonly byte ProcessorPriority
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int service = _highestIsr < 0 ? 0 : _highestIsr & 0xf0;
            return (_tpr & 0xf0) >= service ? _tpr : (byte)service;
        }
    }

    /// <summary>The vector that the processor would be offered now, 0 to 255; -1 if none beats the processor priority.</summary>
    public readonly int PendingVector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int vector = _highestIrr;
            return vector >= 0 && (vector >> 4) > (ProcessorPriority >> 4) && _offers ? vector : OfferedIllegal();
        }
    }

    /// <summary>True if <paramref name="v"/> (0 to 255) waits.</summary>
    public readonly bool IsInIrr(int v) => _irr.Contains(v);

    /// <summary>True if no vector waits.</summary>
    public readonly bool HasNoneWaiting => _highestIrr < 0;

    /// <summary>True if <paramref name="v"/> (0 to 255) is in service.</summary>
    public readonly bool IsInIsr(int v) => _isr.Contains(v);

    /// <summary>True if <paramref name="v"/> (0 to 255) was level triggered when last accepted.</summary>
    public readonly bool IsInTmr(int v) => _tmr.Contains(v);

    /// <summary>A fixed interrupt arrives.</summary>
    public AcceptOutcome Accept(byte vector, bool level)
    {
        if (!_accepts) return AcceptOutcome.Refused;
        if (vector < 16 && !Has(ApicQuirks.AcceptsIllegalVectors))
        {
            RaiseError(ErrorReceiveIllegal);
            return AcceptOutcome.Refused;
        }

        if (level)
        {
            _tmr.Set(vector);
        }
        else
        {
            _tmr.Clear(vector);
        }

        if (vector > _highestIrr) _highestIrr = vector;
        return _irr.Set(vector) ? AcceptOutcome.Coalesced : AcceptOutcome.Accepted;
    }

    /// <summary>The processor acknowledges: the offered vector goes into service and is returned.</summary>
    /// <returns>The vector; the spurious vector, with nothing put into service, if none is offered any more.</returns>
    public int Acknowledge()
    {
        int vector = PendingVector;
        if (vector < 0) return (int)(_svr & 0xff);
        _irr.Clear(vector);
        _highestIrr = (short)_irr.Highest();
        _isr.Set(vector);
        _highestIsr = (short)Math.Max(vector, _highestIsr);
        return vector;
    }

    /// <summary>EOI: the highest vector in service ends, whichever handler writes it.</summary>
    public EoiResult EndOfInterrupt()
    {
        int vector = _highestIsr;
        if (vector < 0) return new EoiResult(-1, false);
        _isr.Clear(vector);
        _highestIsr = (short)_isr.Highest();
        if (!_tmr.Contains(vector)) return new EoiResult(vector, false);
        EndLint(vector);
        return new EoiResult(vector, (_svr & SuppressEoi) == 0);
    }

    /// <summary>
    /// True if a fixed interrupt of this vector would be accepted and offered to the processor at once, with nothing else waiting or in
    /// service.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TakesAtOnce(byte vector) =>
        _highestIrr < 0 && _highestIsr < 0 && _accepts && _offers && vector >= 16 && vector >> 4 > _tpr >> 4;

    /// <summary>
    /// An edge passes: accepted, acknowledged and ended, with nothing between. Only where <see cref="TakesAtOnce"/> says so.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PassEdge(byte vector) => _tmr.Clear(vector);

    // Only with quirks can a vector of class 0 wait; it is offered when the priority is 0.
    private readonly int OfferedIllegal() =>
        _highestIrr is >= 0 and < 16 && ProcessorPriority == 0 && _offers ? _highestIrr : -1;
}
