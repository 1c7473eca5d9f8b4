using Tickstorm.Hardware;

namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>
/// The main counter never runs backwards unless it is written; read-only bits stay; no disabled timer drives a line high.
/// </summary>
internal sealed class HpetFuzz : ChipFuzz
{
    private readonly Hpet _hpet;
    private ulong _counter;

    internal HpetFuzz(int seed, bool quirks)
        : base(seed) =>
            _hpet = new Hpet(
                new HpetOptions { Quirks = quirks ? HpetQuirks.Qemu : HpetQuirks.None, HasMessages = seed % 2 == 0,
                PeriodFs = seed % 3 == 0 ? 69_841_279u : 10_000_000u });

    protected override string? Operate()
    {
        bool counterWritten = false;
        switch (Below(4))
        {
            case 0:
                _hpet.Read(Below(0x400), 1 << Below(4), Now);
                break;
            case 1 or 2:
                int offset = Below(4) == 0 ? Below(0x400) : Below(2) == 0 ? 0x100 + (Below(24) << 2) : Below(0x3e) << 2;
                counterWritten = (offset & 0x3f8) == 0xf0;
                _hpet.Write(offset, Below(2) == 0 ? Value() : Next(), 1 << Below(4), Now);
                break;
            default:
                Wait();
                for (int i = 0; i < 4 && _hpet.NextEventNs <= Now; i++)
                {
                    _hpet.Advance(Now);
                }

                break;
        }

        ulong counter = _hpet.Counter(Now);
        if (!counterWritten && counter < _counter && counter - _counter > ulong.MaxValue / 2)
        {
            return $"the counter went from {_counter} back to {counter}";
        }

        _counter = counter;
        if ((_hpet.Read(0, 8, Now) & 0xffff) != 0xa201)
        {
            return "the capability register changed";
        }

        for (int timer = 0; timer < 3; timer++)
        {
            if ((_hpet.Read(0x100 + (timer * 0x20), 4, Now) & 0x30) != 0x30)
            {
                return $"capability bits of timer {timer} changed";
            }
        }

        return null;
    }
}
