using System.Runtime.CompilerServices;

namespace Tickstorm.Hardware;

/// <summary>
/// A local APIC: the state of one, a plain value that is copied by assignment (SDM, "Advanced Programmable Interrupt Controller").
/// </summary>
/// <remarks>
/// Left out, because nothing in the machine observes them: the bus arbitration of P6 parts and its ids, checksum errors,
/// remote read, the focus processor, and the delivery-status bit, which is 0 because a message is accepted when it is sent.
/// PPR bits 3:0 are those of TPR when the two classes are equal.
/// </remarks>
public partial struct LocalApic
{
    private const ulong BaseBsp = 1 << 8, BaseExtended = 1 << 10, BaseEnabled = 1 << 11;
    private const ulong DefaultPage = 0xfee0_0000;
    private const uint SoftwareEnabled = 1 << 8, SuppressEoi = 1 << 12;

    private Bits256 _irr, _isr, _tmr;
    private LvtEntries _lvt;
    private long _timerHz, _tscHz, _epochNs, _targetTicks, _timerExpiryNs;
    private ulong _base, _deadline, _tscAdjust;
    private uint _id, _initialId, _ldr, _dfr, _svr, _icrLow, _icrHigh, _initialCount;
    private short _highestIrr, _highestIsr;
    private byte _tpr, _version, _physicalBits, _nmiPending, _lines, _esr, _errors, _divide;
    private ApicQuirks _quirks;
    private byte _maxLvt, _startUpVector, _extIntVector;
    private bool _x2Capable, _canSuppressEoi, _hasDeadline, _accepts, _offers;
    private bool _nmiInService, _smiPending, _extIntLatched, _waitsForStartUp;

    /// <summary>A local APIC after power-up.</summary>
    /// <param name="apicId">The initial id: CPUID.1:EBX bits 31:24, or the 32-bit x2APIC id.</param>
    /// <param name="bsp">The bootstrap processor's; the others wait for a start-up IPI.</param>
    /// <param name="x2apicCapable">CPUID.1:ECX bit 21.</param>
    /// <param name="options">The part; <see cref="ApicOptions.Default"/> if none.</param>
    public static LocalApic Create(uint apicId, bool bsp, bool x2apicCapable, ApicOptions? options = null)
    {
        options ??= ApicOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TimerHz, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TimerHz, 1_000_000_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TscHz, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TscHz, 1_000_000_000_000);
        LocalApic apic = default;
        apic._initialId = apicId;
        apic._x2Capable = x2apicCapable;
        apic._timerHz = options.TimerHz;
        apic._tscHz = options.TscHz;
        apic._version = options.Version;
        apic._maxLvt = options.MaxLvt;
        apic._canSuppressEoi = options.CanSuppressEoi;
        apic._hasDeadline = options.HasTscDeadline;
        apic._physicalBits = options.PhysicalAddressBits;
        apic._quirks = options.Quirks;
        apic._base = DefaultPage | BaseEnabled | (bsp ? BaseBsp : 0);
        apic._id = apicId;
        apic.ResetState();
        apic._waitsForStartUp = !bsp;
        return apic;
    }

    /// <summary>
    /// As <see cref="Create"/>, and then enabled in SVR (spurious vector 0xff) with the timer divided by 1: how a booted kernel leaves it.
    /// </summary>
    public static LocalApic CreateEnabled(uint apicId, bool bsp, bool x2apicCapable, ApicOptions? options = null)
    {
        LocalApic apic = Create(apicId, bsp, x2apicCapable, options);
        apic.WriteRegister(ApicRegister.SpuriousVector, 0x1ff, 0, out _);
        apic.WriteRegister(ApicRegister.DivideConfiguration, 0xb, 0, out _);
        apic._waitsForStartUp = false;
        return apic;
    }

    /// <summary>The id that physical destinations are matched with: 8 bits in xAPIC mode, 32 in x2APIC mode.</summary>
    public readonly uint Id => IsX2Apic ? _initialId : _id & 0xff;

    /// <summary>Index of the last LVT entry, 5 or 6.</summary>
    public readonly byte MaxLvt => _maxLvt;

    /// <summary>IA32_APIC_BASE bit 11.</summary>
    public readonly bool IsHardwareEnabled => (_base & BaseEnabled) != 0;

    /// <summary>IA32_APIC_BASE bit 10.</summary>
    public readonly bool IsX2Apic => (_base & BaseExtended) != 0;

    /// <summary>IA32_APIC_BASE bit 8.</summary>
    public readonly bool IsBootstrap => (_base & BaseBsp) != 0;

    /// <summary>SVR bit 8.</summary>
    public readonly bool IsSoftwareEnabled => (_svr & SoftwareEnabled) != 0;

    /// <summary>The physical address of the register page, from IA32_APIC_BASE.</summary>
    public readonly ulong PageAddress => _base & ~0xfffUL;

    /// <summary>The register page answers: enabled, and in xAPIC mode.</summary>
    public readonly bool AnswersOnPage => (IsHardwareEnabled && !IsX2Apic) || Has(ApicQuirks.KeepsPageWhenDisabled);

    /// <summary>The deviations from the SDM.</summary>
    public readonly ApicQuirks Quirks => _quirks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Has(ApicQuirks quirk) => (_quirks & quirk) != 0;

    // All but the id, IA32_APIC_BASE and the input lines.
    private void ResetState()
    {
        _irr = _isr = _tmr = default;
        _highestIrr = _highestIsr = -1;
        _tpr = 0;
        _ldr = 0;
        _dfr = 0xffff_ffff;
        _svr = 0xff;
        _icrLow = _icrHigh = _initialCount = 0;
        _esr = _errors = _divide = 0;
        _lvt = default;
        for (int i = 0; i < LvtEntries.Count; i++)
        {
            _lvt[i] = LvtMasked;
        }

        StopTimer();
        _deadline = 0;
        _nmiPending = 0;
        _nmiInService = _smiPending = _extIntLatched = _waitsForStartUp = false;
        _startUpVector = 0;
        UpdateEnables();
    }

    private void UpdateEnables()
    {
        _offers = IsHardwareEnabled && IsSoftwareEnabled;
        _accepts = IsHardwareEnabled && (IsSoftwareEnabled || Has(ApicQuirks.IgnoresSoftwareDisable));
    }
}
