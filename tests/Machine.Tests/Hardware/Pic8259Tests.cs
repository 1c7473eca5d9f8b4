using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class Pic8259Tests
{
    private static Pic8259Pair Initialised(byte icw4 = 1, PicQuirks quirks = PicQuirks.None)
    {
        Pic8259Pair pic = new(quirks: quirks);
        foreach ((int port, byte value) in new (int, byte)[]
        {
            (0x20, 0x11), (0x21, 0x20), (0x21, 4), (0x21, icw4), (0xa0, 0x11), (0xa1, 0x28), (0xa1, 2), (0xa1, 1), (0x21, 0), (0xa1, 0),
        })
        {
            pic.Write(port, value);
        }

        return pic;
    }

    [Fact]
    public void A_request_withdrawn_before_inta_is_the_spurious_7_without_service()
    {
        Pic8259Pair pic = Initialised();
        pic.SetLine(3, true);
        pic.SetLine(3, false);
        Assert.Equal(0x27, pic.Acknowledge());
        Assert.Equal(0, pic.Master.InService);
    }

    [Fact]
    public void On_the_slave_it_is_15_and_the_master_needs_its_eoi()
    {
        Pic8259Pair pic = Initialised();
        pic.SetLine(12, true);
        pic.SetLine(12, false);
        Assert.Equal(0x2f, pic.Acknowledge());
        Assert.Equal(0, pic.Slave.InService);
        Assert.Equal(4, pic.Master.InService);
        pic.Write(0x20, 0x20);
        Assert.Equal(0, pic.Master.InService);
    }

    [Fact]
    public void With_quirks_a_withdrawn_edge_is_served()
    {
        Pic8259Pair pic = Initialised(quirks: PicQuirks.Qemu);
        pic.SetLine(3, true);
        pic.SetLine(3, false);
        Assert.Equal(0x23, pic.Acknowledge());
    }

    [Fact]
    public void A_masked_edge_held_high_is_delivered_at_the_unmask()
    {
        Pic8259Pair pic = Initialised();
        pic.Write(0x21, 0xff);
        pic.SetLine(3, true);
        Assert.False(pic.Interrupt);
        pic.Write(0x21, 0);
        Assert.Equal(0x23, pic.Acknowledge());
    }

    [Fact]
    public void Inputs_8_to_15_rank_between_1_and_3()
    {
        Pic8259Pair pic = Initialised();
        pic.SetLine(3, true);
        pic.SetLine(15, true);
        pic.SetLine(1, true);
        Assert.Equal(0x21, pic.Acknowledge());
        pic.Write(0x20, 0x20);
        Assert.Equal(0x2f, pic.Acknowledge());
        pic.Write(0xa0, 0x20);
        pic.Write(0x20, 0x20);
        Assert.Equal(0x23, pic.Acknowledge());
    }

    [Theory]
    [InlineData(PicQuirks.None, false)]
    [InlineData(PicQuirks.Qemu, true)]
    public void In_special_fully_nested_mode_only_the_slave_gets_through_its_own_service(PicQuirks quirks, bool lowerGetsThrough)
    {
        Pic8259Pair pic = Initialised(icw4: 0x11, quirks);
        pic.SetLine(13, true);
        pic.Acknowledge();
        pic.SetLine(3, true);
        Assert.Equal(lowerGetsThrough, pic.Interrupt);
        pic.SetLine(9, true);
        Assert.True(pic.Interrupt);
        Assert.Equal(0x29, pic.Acknowledge());
    }

    [Fact]
    public void With_automatic_eoi_nothing_stays_in_service()
    {
        Pic8259Pair pic = Initialised(icw4: 3);
        pic.SetLine(0, true);
        Assert.Equal(0x20, pic.Acknowledge());
        Assert.Equal(0, pic.Master.InService);
        Assert.False(pic.Interrupt);
    }

    [Fact]
    public void A_level_input_asks_until_its_line_drops()
    {
        Pic8259Pair pic = Initialised();
        pic.Write(0x4d0, 0x20);
        pic.SetLine(5, true);
        Assert.Equal(0x25, pic.Acknowledge());
        pic.Write(0x20, 0x65);
        Assert.True(pic.Interrupt);
        pic.SetLine(5, false);
        Assert.False(pic.Interrupt);
    }
}
