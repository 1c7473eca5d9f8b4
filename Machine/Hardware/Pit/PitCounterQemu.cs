namespace Tickstorm.Hardware;

/// <summary>
/// The counting element as QEMU models it: no BCD, no null count, modes 6 and 7 as one-shots, gates that do not stop, times rounded down.
/// </summary>
internal sealed class PitCounterQemu : IPitCounter
{
    private long _loadedNs;
    private long _count = 0x10000;

    internal PitCounterQemu(bool gate)
    {
        Gate = gate;
        NextChangeNs = NextChange(0);
    }

    public int Mode { get; private set; } = 3;

    public bool NullCount => false;

    public bool ForgetsLatchAtControlWord => false;

    public bool Gate { get; private set; }

    public long NextChangeNs { get; private set; }

    // The pending change stays where the old mode put it.
    public void SetMode(int mode, bool bcd, long nowNs) => Mode = mode;

    public void BeginLoad(long nowNs)
    {
    }

    public void Load(int written, long nowNs)
    {
        _count = written == 0 ? 0x10000 : written;
        Restart(nowNs);
    }

    public void SetGate(bool high, long nowNs)
    {
        if (high && !Gate && Mode is 1 or 2 or 3 or 5) Restart(nowNs);
        Gate = high;
    }

    public void Advance(long nowNs)
    {
        if (nowNs >= NextChangeNs)
        {
            long next = NextChange(NextChangeNs);
            NextChangeNs = next <= nowNs ? NextChange(nowNs) : next;
        }
    }

    public int Read(long nowNs)
    {
        long clocks = PitClock.Clocks(nowNs - _loadedNs);
        return Mode switch
        {
            0 or 1 or 4 or 5 => (int)(_count - clocks & 0xffff),
            3 => (int)(_count - (2 * clocks % _count)),
            _ => (int)(_count - (clocks % _count)),
        };
    }

    public bool Out(long nowNs)
    {
        long clocks = PitClock.Clocks(nowNs - _loadedNs);
        return Mode switch
        {
            2 => clocks % _count == 0 && clocks != 0,
            3 => clocks % _count < (_count + 1) >> 1,
            4 or 5 => clocks == _count,
            _ => clocks >= _count,
        };
    }

    private void Restart(long nowNs)
    {
        _loadedNs = nowNs;
        NextChangeNs = NextChange(nowNs);
    }

    private long NextChange(long nowNs)
    {
        long clocks = PitClock.Clocks(nowNs - _loadedNs);
        long cycle = clocks - (clocks % _count), half = (_count + 1) >> 1;
        long target = Mode switch
        {
            2 => cycle + _count + (clocks == cycle && clocks != 0 ? 0 : 1),
            3 => cycle + (clocks - cycle < half ? half : _count),
            4 or 5 => clocks < _count ? _count : clocks == _count ? _count + 1 : -1,
            _ => clocks < _count ? _count : -1,
        };
        if (target < 0) return long.MaxValue;
        long at = PitClock.Later(_loadedNs, PitClock.NsBefore(target));
        return at <= nowNs ? PitClock.Later(nowNs, 1) : at;
    }
}
