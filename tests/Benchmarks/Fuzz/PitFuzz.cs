using Tickstorm.Hardware;

namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>
/// The next change lies ahead once the timer is brought to the time; two reads of OUT at one time agree; the line follows OUT.
/// </summary>
internal sealed class PitFuzz : ChipFuzz, ILineSink
{
    private readonly Pit8254 _pit;
    private readonly bool _quirks;
    private bool _line = true;

    internal PitFuzz(int seed, bool quirks)
        : base(seed)
    {
        _quirks = quirks;
        _pit = new Pit8254(this, quirks);
    }

    public void SetLine(int line, bool high) => _line = high;

    protected override string? Operate()
    {
        switch (Below(4))
        {
            case 0:
                _pit.Read(Below(8) == 0 ? Below(0x10000) : Port(), Now);
                break;
            case 1 or 2:
                _pit.Write(Below(8) == 0 ? Below(0x10000) : Port(), (byte)Value(), Now);
                break;
            default:
                Wait();
                _pit.Advance(Now);
                break;
        }

        _pit.Advance(Now);
        if (_pit.NextEventNs <= Now)
        {
            return $"the next change at {_pit.NextEventNs} is not after {Now}";
        }

        for (int channel = 0; channel < 3; channel++)
        {
            if (_pit.Out(channel, Now) != _pit.Out(channel, Now))
            {
                return $"OUT of channel {channel} unsteady";
            }
        }

        return !_quirks && _line != _pit.Out(0, Now) ? "the line differs from OUT" : null;
    }

    private int Port() => Below(6) == 0 ? 0x61 : 0x40 + Below(4);
}
