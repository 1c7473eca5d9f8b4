using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class HpetTests
{
    private readonly List<(int Line, bool High)> _edges = [];

    private Hpet Make(HpetOptions? options = null, Action<bool, long>? legacy = null) => new(options, new Log(_edges), null, legacy);

    [Fact]
    public void A_comparator_one_tick_behind_fires_one_wrap_later()
    {
        Hpet hpet = Make();
        hpet.Write(0x100, 0x104, 4, 0);
        hpet.Write(0x10, 1, 4, 0);
        hpet.Write(0x108, 99, 8, 1000);
        Assert.Equal(100ul, hpet.Counter(1000));
        Assert.Equal(42_949_672_960 + 990, hpet.NextEventNs);
    }

    [Fact]
    public void With_quirks_a_comparator_already_passed_fires_at_once()
    {
        Hpet hpet = Make(new HpetOptions { Quirks = HpetQuirks.Qemu });
        hpet.Write(0x100, 0x4, 4, 0);
        hpet.Write(0x10, 1, 4, 0);
        hpet.Advance(1000);
        _edges.Clear();
        hpet.Write(0x108, 99, 8, 1000);
        hpet.Advance(1000);
        Assert.Contains((0, true), _edges);
    }

    [Fact]
    public void A_periodic_timer_adds_the_last_value_written()
    {
        Hpet hpet = Make();
        hpet.Write(0x10, 3, 4, 0);
        hpet.Write(0x100, 0x14c, 4, 0);
        hpet.Write(0x108, 1000, 4, 0);
        hpet.Write(0x108, 400, 4, 0);
        Assert.Equal(10_000, hpet.NextEventNs);
        hpet.Advance(10_000);
        Assert.Equal(14_000, hpet.NextEventNs);
        hpet.Advance(14_000);
        Assert.Equal(1800ul, hpet.Read(0x108, 4, 14_000));
        Assert.Equal([(0, true), (0, false), (0, true), (0, false)], _edges.Skip(2));
    }

    [Fact]
    public void Legacy_replacement_cuts_the_pit_off_and_puts_timer_0_at_irq_0()
    {
        bool? legacy = null;
        Hpet hpet = Make(legacy: (on, _) => legacy = on);
        hpet.Write(0x10, 2, 4, 0);
        Assert.True(legacy);
        hpet.Write(0x10, 0, 4, 0);
        Assert.False(legacy);
    }

    [Fact]
    public void A_level_timer_holds_its_line_until_the_status_is_cleared()
    {
        Hpet hpet = Make();
        hpet.Write(0x140, 0x2006, 4, 0);
        hpet.Write(0x148, 1000, 8, 0);
        hpet.Write(0x10, 1, 4, 0);
        hpet.Advance(hpet.NextEventNs);
        Assert.Equal((16, true), _edges[^1]);
        Assert.Equal(4ul, hpet.Read(0x20, 4, 10_000));
        hpet.Write(0x20, 4, 4, 10_000);
        Assert.Equal((16, false), _edges[^1]);
    }

    [Fact]
    public void A_message_carries_address_and_data()
    {
        MsiMessage sent = default;
        Hpet hpet = new(new HpetOptions { HasMessages = true }, null, message => sent = message);
        hpet.Write(0x110, 0xfee0_1000_0000_004a, 8, 0);
        hpet.Write(0x100, 0x4004, 4, 0);
        hpet.Write(0x108, 10, 8, 0);
        hpet.Write(0x10, 1, 4, 0);
        hpet.Advance(100);
        Assert.Equal(new MsiMessage(0xfee0_1000, 0x4a), sent);
        Assert.Equal(1u, sent.ToBusMessage().Destination);
    }

    [Fact]
    public void A_route_that_is_not_offered_does_not_stick()
    {
        Hpet hpet = Make();
        hpet.Write(0x140, 0xa04, 4, 0);
        Assert.Equal(0x34ul, hpet.Read(0x140, 4, 0));
    }

    private sealed class Log(List<(int Line, bool High)> edges) : ILineSink
    {
        public void SetLine(int line, bool high) => edges.Add((line, high));
    }
}
