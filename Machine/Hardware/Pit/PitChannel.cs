namespace Tickstorm.Hardware;

/// <summary>
/// An 8254 channel: the byte-wide access to a counting element (data sheet 231164, "Read Operations", "Write Operations").
/// </summary>
internal sealed class PitChannel(IPitCounter counter)
{
    private const int Low = 1, High = 2, Both = 3;

    private int _access, _latchedCount, _latchedBytes, _writeLow;
    private bool _readsHigh, _writesHigh, _bcd;
    private int _status = -1;

    internal IPitCounter Counter => counter;

    internal void Program(int access, int mode, bool bcd, long nowNs)
    {
        _access = access;
        _bcd = bcd;
        _readsHigh = _writesHigh = access == High;
        counter.SetMode(mode, bcd, nowNs);
        if (counter.ForgetsLatchAtControlWord)
        {
            _latchedBytes = 0;
            _status = -1;
        }
    }

    // A latch not yet read stays; latching again does nothing.
    internal void LatchCount(long nowNs)
    {
        if (_latchedBytes == 0)
        {
            _latchedCount = counter.Read(nowNs);
            _latchedBytes = _access;
        }
    }

    internal void LatchStatus(long nowNs)
    {
        if (_status < 0)
        {
            _status = (counter.Out(nowNs) ? 0x80 : 0) | (counter.NullCount ? 0x40 : 0)
                | (_access << 4) | (counter.Mode << 1) | (_bcd ? 1 : 0);
        }
    }

    internal byte Read(long nowNs)
    {
        if (_status >= 0)
        {
            byte status = (byte)_status;
            _status = -1;
            return status;
        }

        if (_latchedBytes != 0)
        {
            bool high = _latchedBytes == High;
            _latchedBytes = _latchedBytes == Both ? High : 0;
            return (byte)(high ? _latchedCount >> 8 : _latchedCount);
        }

        int count = counter.Read(nowNs);
        byte value = (byte)(_readsHigh ? count >> 8 : count);
        _readsHigh ^= _access == Both;
        return value;
    }

    // True if the byte completed a count.
    internal bool Write(byte value, long nowNs)
    {
        if (_access != Both)
        {
            counter.Load(_access == High ? value << 8 : value, nowNs);
        }
        else if (!_writesHigh)
        {
            _writeLow = value;
            _writesHigh = true;
            counter.BeginLoad(nowNs);
            return false;
        }
        else
        {
            _writesHigh = false;
            counter.Load(_writeLow | (value << 8), nowNs);
        }

        return true;
    }
}
