namespace Tickstorm.Hardware;

/// <summary>An 8254 counting element (data sheet 231164, "Mode Definitions").</summary>
/// <remarks>
/// Left out: the one clock between the write of a count and its loading. A value without references: a copy is a snapshot.
/// </remarks>
internal struct PitCounter : IPitCounter
{
    private long _originNs, _startClock, _heldClocks;
    private int _reload, _pending, _frozen;
    private bool _bcd, _hasCount, _counting, _low, _held, _expired;

    internal PitCounter(bool gate)
    {
        (Gate, Mode, _reload, _counting) = (gate, 3, 0x10000, true);
    }

    public int Mode { get; private set; }

    public bool NullCount { get; private set; }

    public readonly bool ForgetsLatchAtControlWord => true;

    public bool Gate { get; private set; }

    private readonly bool IsPeriodic => Mode is 2 or 3;

    private readonly bool IsTriggered => Mode is 1 or 5;

    private readonly int Modulus => _bcd ? 10_000 : 0x10000;

    private readonly int Half => _low ? _reload / 2 : (_reload + 1) / 2;

    public readonly long NextChangeNs
    {
        get
        {
            if (!_counting || _held) return long.MaxValue;
            long target = Mode switch
            {
                0 or 1 => _expired ? -1 : _reload,
                2 => _reload == 1 && _pending == 0 ? -1 : _low ? _reload : _reload - 1,
                3 => Half,
                _ => _expired ? -1 : _low ? _reload + 1 : _reload,
            };
            return target < 0 ? long.MaxValue : PitClock.Later(_originNs, PitClock.NsAfter(_startClock + target));
        }
    }

    public void SetMode(int mode, bool bcd, long nowNs)
    {
        _frozen = Read(nowNs);
        Mode = mode > 5 ? mode - 4 : mode;
        _bcd = bcd;
        _hasCount = _counting = _expired = _low = _held = false;
        _pending = 0;
        NullCount = true;
    }

    public void BeginLoad(long nowNs)
    {
        if (Mode == 0 && _counting)
        {
            _frozen = Read(nowNs);
            _counting = _expired = false; // The first byte stops the count and drops OUT.
        }
    }

    public void Load(int written, long nowNs)
    {
        int count = _bcd ? FromBcd(written) : written;
        count = count == 0 ? Modulus : count;
        NullCount = _hasCount = true;
        if ((IsPeriodic || IsTriggered) && _counting)
        {
            _pending = count;
            return;
        }

        _reload = count;
        if (IsTriggered)
        {
            _frozen = written;
            return;
        }

        Start(nowNs);
    }

    public void SetGate(bool high, long nowNs)
    {
        bool rises = high && !Gate;
        if (high == Gate) return;
        Gate = high;
        if (IsTriggered)
        {
            if (rises && _hasCount)
            {
                TakePending();
                Start(nowNs);
            }
        }
        else if (!_counting)
        {
            return;
        }
        else if (!high)
        {
            _heldClocks = Elapsed(nowNs);
            _held = true;
        }
        else if (IsPeriodic)
        {
            TakePending();
            Start(nowNs);
        }
        else
        {
            _held = false;
            _originNs = nowNs;
            _startClock = -_heldClocks;
        }
    }

    public void Advance(long nowNs)
    {
        if (!_counting || _held) return;
        long clocks = Elapsed(nowNs);
        switch (Mode)
        {
            case 0 or 1:
                _expired |= clocks >= _reload;
                break;
            case 2:
                if (clocks >= _reload)
                {
                    clocks = NextCycle(clocks, _reload);
                    clocks = Skip(clocks, _reload);
                }

                _low = clocks == _reload - 1;
                break;
            case 3:
                AdvanceSquare(clocks);
                break;
            default:
                _low = clocks == _reload;
                _expired |= clocks > _reload;
                break;
        }
    }

    /// <summary>It has counted for some more time, ns: true when a rate generator's OUT has risen meanwhile.</summary>
    internal bool CountOn(long awayNs, long nowNs)
    {
        long before = Elapsed(nowNs) / _reload;
        _originNs -= awayNs;
        bool rises = Mode == 2 && Elapsed(nowNs) / _reload > before;
        Advance(nowNs);
        return rises;
    }

    public readonly int Read(long nowNs)
    {
        if (!_counting) return _frozen;
        long clocks = Elapsed(nowNs);
        long count = Mode switch
        {
            2 => _reload - (clocks % _reload),
            3 => (_reload & ~1) - (2 * clocks),
            _ => Modulus - ((clocks - _reload) % Modulus),
        };
        count = (count % Modulus + Modulus) % Modulus;
        return _bcd ? ToBcd((int)count) : (int)count;
    }

    public readonly bool Out(long nowNs) => Mode switch
    {
        0 => _counting && _expired,
        1 => !_counting || _expired,
        2 or 3 => !_counting || _held || !_low,
        _ => !_counting || !_low,
    };

    private void Start(long nowNs)
    {
        _originNs = nowNs;
        _startClock = 0;
        _heldClocks = 0;
        _counting = true;
        _expired = _low = false;
        _held = !Gate && !IsTriggered;
        NullCount = false;
        Advance(nowNs);
    }

    private void TakePending()
    {
        if (_pending != 0)
        {
            _reload = _pending;
            _pending = 0;
            NullCount = false;
        }
    }

    // A cycle ends: a new count comes into force here.
    private long NextCycle(long clocks, int length)
    {
        _startClock += length;
        TakePending();
        return clocks - length;
    }

    private long Skip(long clocks, int length)
    {
        long whole = clocks / length * length;
        _startClock += whole;
        return clocks - whole;
    }

    private void AdvanceSquare(long clocks)
    {
        while (clocks >= Half)
        {
            clocks = NextCycle(clocks, Half);
            _low = !_low && _reload > 1;
            clocks = Skip(clocks, _reload);
        }
    }

    private readonly long Elapsed(long nowNs) => _held ? _heldClocks : PitClock.Clocks(nowNs - _originNs) - _startClock;

    private static int FromBcd(int written) =>
        ((written >> 12 & 15) * 1000) + ((written >> 8 & 15) * 100) + ((written >> 4 & 15) * 10) + (written & 15);

    private static int ToBcd(int count) =>
        (count / 1000 % 10 << 12) | (count / 100 % 10 << 8) | (count / 10 % 10 << 4) | (count % 10);
}
