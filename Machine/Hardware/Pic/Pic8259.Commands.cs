namespace Tickstorm.Hardware;

// The command and data ports (8259A data sheet, "Programming the 8259A").
public sealed partial class Pic8259
{
    /// <summary>Reads a port.</summary>
    /// <param name="dataPort">A0: false for 0x20/0xa0, true for 0x21/0xa1.</param>
    public byte Read(bool dataPort)
    {
        if (_polls)
        {
            _polls = false;
            int input = Acknowledge();
            return input < 0 ? (byte)0 : (byte)(0x80 | input);
        }

        return dataPort ? Mask : _readsService ? InService : Requests;
    }

    /// <summary>Writes a port.</summary>
    /// <param name="dataPort">A0: false for 0x20/0xa0, true for 0x21/0xa1.</param>
    /// <param name="value">An initialisation or operation command word.</param>
    public void Write(bool dataPort, byte value)
    {
        if (dataPort)
        {
            WriteData(value);
        }
        else if ((value & 0x10) != 0)
        {
            Initialise(value);
        }
        else if ((value & 0x08) != 0)
        {
            WriteOcw3(value);
        }
        else
        {
            WriteOcw2(value);
        }
    }

    /// <summary>ELCR: the inputs that are level triggered.</summary>
    public byte LevelControl
    {
        get => (byte)_levelInputs;
        set
        {
            _levelInputs = value & _levelMask;
            Refresh();
        }
    }

    private void Initialise(byte icw1)
    {
        _requests &= _levelInputs;
        if ((_quirks & PicQuirks.InitForgetsLines) != 0) _lines = 0;
        _mask = _inService = _lowestPlusOne = _base = 0;
        _readsService = _polls = _specialMask = _autoEoi = _rotatesAutoEoi = _fullyNested = false;
        _allLevel = false;
        Update();
        _initStep = 1;
        _needsIcw4 = (icw1 & 1) != 0;
        _single = (icw1 & 2) != 0;
        _allLevel = (icw1 & 8) != 0;
        Refresh();
    }

    private void WriteData(byte value)
    {
        switch (_initStep)
        {
            case 1:
                _base = value & 0xf8;
                _initStep = !_single ? 2 : _needsIcw4 ? 3 : 0;
                break;
            case 2:
                _initStep = _needsIcw4 ? 3 : 0;
                break;
            case 3:
                _fullyNested = (value & 0x10) != 0;
                _autoEoi = (value & 0x02) != 0;
                _initStep = 0;
                Refresh();
                break;
            default:
                _mask = value;
                Update();
                break;
        }
    }

    private void WriteOcw2(byte value)
    {
        int input = value & 7;
        switch (value >> 5)
        {
            case 0:
            case 4:
                _rotatesAutoEoi = (value & 0x80) != 0;
                return;
            case 1:
            case 5:
                int rank = Rank(_inService);
                if (rank == 8) return;
                input = InputAt(rank);
                _inService &= ~(1 << input);
                _lowestPlusOne = value >> 5 == 5 ? input + 1 & 7 : _lowestPlusOne;
                break;
            case 3:
                _inService &= ~(1 << input);
                break;
            case 6:
                _lowestPlusOne = input + 1 & 7;
                break;
            case 7:
                _inService &= ~(1 << input);
                _lowestPlusOne = input + 1 & 7;
                break;
            default:
                return;
        }

        Update();
    }

    private void WriteOcw3(byte value)
    {
        _polls |= (value & 4) != 0;
        if ((value & 2) != 0) _readsService = (value & 1) != 0;
        if ((value & 0x40) != 0)
        {
            _specialMask = (value & 0x20) != 0;
            if ((_quirks & PicQuirks.UpdatesLate) == 0) Update();
        }
    }

    // A level input requests while its line is high.
    private void Refresh()
    {
        if ((_quirks & PicQuirks.UpdatesLate) == 0)
        {
            _requests = (_requests & ~LevelInputs) | (_lines & LevelInputs);
            Update();
        }
    }
}
