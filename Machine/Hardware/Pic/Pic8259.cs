namespace Tickstorm.Hardware;

/// <summary>One 8259A interrupt controller (data sheet 231468).</summary>
/// <remarks>
/// Left out: the MCS-80/85 mode, buffered mode and ICW3's contents, since a PC wires the cascade at input 2. An edge request
/// whose line drops stays in the IRR until it is acknowledged, when it turns out to be gone. A poll that finds nothing reads 0.
/// A non-specific EOI in special mask mode ends a masked level too.
/// </remarks>
public sealed partial class Pic8259
{
    private const int CascadeBit = 1 << 2;

    private readonly PicQuirks _quirks;
    private readonly byte _levelMask;
    private readonly bool _master;
    private readonly ILineSink _output;
    private int _requests, _inService, _mask, _lines, _levelInputs;
    private int _base, _lowestPlusOne, _initStep;
    private bool _readsService, _polls, _specialMask, _needsIcw4, _single, _allLevel;
    private bool _autoEoi, _rotatesAutoEoi, _fullyNested;

    /// <summary>A controller as after a machine reset.</summary>
    /// <param name="master">The one with the cascade at input 2.</param>
    /// <param name="levelMask">The inputs that ELCR can make level triggered.</param>
    /// <param name="output">Where INT leads; line 0.</param>
    /// <param name="quirks">Deviations from the data sheet.</param>
    public Pic8259(bool master, byte levelMask, ILineSink output, PicQuirks quirks = PicQuirks.None)
    {
        _master = master;
        _levelMask = levelMask;
        _output = output;
        _quirks = quirks;
    }

    /// <summary>Interrupt request register: bit n is input n.</summary>
    public byte Requests => (byte)_requests;

    /// <summary>In-service register.</summary>
    public byte InService => (byte)_inService;

    /// <summary>Interrupt mask register.</summary>
    public byte Mask => (byte)_mask;

    /// <summary>The INT output.</summary>
    public bool Interrupt { get; private set; }

    /// <summary>The vector of input 0, a multiple of 8.</summary>
    public byte VectorBase => (byte)_base;

    private int LevelInputs => _allLevel ? 0xff : _levelInputs;

    /// <summary>Drives an input, 0 to 7.</summary>
    public void SetLine(int input, bool high)
    {
        int bit = 1 << (input & 7);
        bool edge = high && (_lines & bit) == 0;
        _lines = high ? _lines | bit : _lines & ~bit;
        if ((LevelInputs & bit) != 0)
        {
            _requests = high ? _requests | bit : _requests & ~bit;
        }
        else if (edge)
        {
            _requests |= bit;
        }

        Update();
    }

    /// <summary>The input that would be acknowledged now, 0 to 7; -1 if none.</summary>
    public int Offered()
    {
        int request = Rank(_requests & ~_mask);
        if (request == 8) return -1;
        int input = InputAt(request);
        int blocking = _specialMask ? _inService & ~_mask : _inService;
        if (_fullyNested && _master && ((_quirks & PicQuirks.NestedModeIgnoresSlave) != 0 || input == 2))
        {
            blocking &= ~CascadeBit;
        }

        return request < Rank(blocking) ? input : -1;
    }

    /// <summary>The INTA cycle: the offered input goes into service.</summary>
    /// <returns>The input; -1 if the request is gone, which the pair answers with input 7.</returns>
    public int Acknowledge()
    {
        int input = OfferAtInta();
        if (input < 0)
        {
            Update();
            return -1;
        }

        Take(input);
        return input;
    }

    /// <summary>What is offered when the INTA cycle begins: requests withdrawn by then are dropped.</summary>
    internal int OfferAtInta()
    {
        if ((_quirks & PicQuirks.KeepsWithdrawnEdge) == 0)
        {
            // The cascade input is spared: the slave itself answers for a request that it lost, with its input 7.
            _requests &= _lines | LevelInputs | (_master && !_single ? CascadeBit : 0);
        }

        return Offered();
    }

    /// <summary>Puts an input into service.</summary>
    internal void Take(int input)
    {
        int bit = 1 << input;
        if (!_autoEoi)
        {
            _inService |= bit;
        }
        else if (_rotatesAutoEoi)
        {
            _lowestPlusOne = input + 1 & 7;
        }

        if ((LevelInputs & bit) == 0)
        {
            _requests &= ~bit;
        }

        Update();
    }

    private int Rank(int bits)
    {
        for (int rank = 0; rank < 8; rank++)
        {
            if ((bits >> InputAt(rank) & 1) != 0) return rank;
        }

        return 8;
    }

    private int InputAt(int rank) => rank + _lowestPlusOne & 7;

    private void Update()
    {
        Interrupt = Offered() >= 0;
        _output.SetLine(0, Interrupt);
    }
}
