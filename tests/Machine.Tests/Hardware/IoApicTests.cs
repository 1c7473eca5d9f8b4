using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class IoApicTests
{
    private readonly MessageLog _log = new();

    private IoApic Make(IoApicOptions? options = null) => new(options, _log);

    private static void SetEntry(IoApic ioApic, int pin, uint low) => ioApic.WriteIndexed((byte)(0x10 + (2 * pin)), low);

    [Fact]
    public void A_masked_edge_is_lost()
    {
        IoApic ioApic = Make();
        SetEntry(ioApic, 4, 0x10081);
        ioApic.SetPin(4, true);
        SetEntry(ioApic, 4, 0x81);
        Assert.Empty(_log.Vectors);
        ioApic.SetPin(4, false);
        ioApic.SetPin(4, true);
        Assert.Equal([0x81], _log.Vectors);
    }

    [Fact]
    public void A_masked_edge_is_sent_at_the_unmask_where_it_is_latched()
    {
        IoApic ioApic = Make(new IoApicOptions { LatchesMaskedEdges = true });
        SetEntry(ioApic, 4, 0x10081);
        ioApic.SetPin(4, true);
        ioApic.SetPin(4, false);
        SetEntry(ioApic, 4, 0x81);
        Assert.Equal([0x81], _log.Vectors);
    }

    [Fact]
    public void A_masked_level_is_delivered_at_the_unmask()
    {
        IoApic ioApic = Make();
        SetEntry(ioApic, 4, 0x18082);
        ioApic.SetPin(4, true);
        SetEntry(ioApic, 4, 0x8082);
        Assert.Equal([0x82], _log.Vectors);
    }

    [Fact]
    public void A_second_device_on_a_level_line_is_one_interrupt_until_eoi()
    {
        IoApic ioApic = Make();
        SetEntry(ioApic, 4, 0x8077);
        ioApic.SetPin(4, true);
        ioApic.SetPin(4, true);
        Assert.Single(_log.Vectors);
        ioApic.EndOfInterrupt(0x77);
        Assert.Equal(2, _log.Vectors.Count);
        ioApic.SetPin(4, false);
        ioApic.EndOfInterrupt(0x77);
        Assert.Equal(2, _log.Vectors.Count);
        Assert.False(ioApic[4].HasRemoteIrr);
    }

    [Fact]
    public void One_eoi_frees_every_pin_with_the_vector()
    {
        IoApic ioApic = Make();
        SetEntry(ioApic, 4, 0x8077);
        SetEntry(ioApic, 5, 0x8077);
        ioApic.SetPin(4, true);
        ioApic.SetPin(5, true);
        ioApic.SetPin(4, false);
        ioApic.SetPin(5, false);
        Assert.True(ioApic[4].HasRemoteIrr && ioApic[5].HasRemoteIrr);
        ioApic.EndOfInterrupt(0x77);
        Assert.False(ioApic[4].HasRemoteIrr || ioApic[5].HasRemoteIrr);
    }

    [Fact]
    public void A_change_to_edge_clears_remote_irr()
    {
        IoApic ioApic = Make();
        SetEntry(ioApic, 4, 0x8077);
        ioApic.SetPin(4, true);
        SetEntry(ioApic, 4, 0x10077);
        Assert.False(ioApic[4].HasRemoteIrr);
        SetEntry(ioApic, 4, 0x8077);
        Assert.Equal(2, _log.Vectors.Count);
    }

    [Fact]
    public void An_active_low_pin_sends_while_the_line_is_low()
    {
        IoApic ioApic = Make();
        ioApic.SetPin(4, true);
        SetEntry(ioApic, 4, 0xa050);
        Assert.Empty(_log.Vectors);
        ioApic.SetPin(4, false);
        Assert.Equal([0x50], _log.Vectors);
    }

    [Fact]
    public void Version_11_has_no_eoi_register()
    {
        IoApic ioApic = Make(new IoApicOptions { Version = 0x11 });
        SetEntry(ioApic, 4, 0x8077);
        ioApic.SetPin(4, true);
        ioApic.Write(0x40, 0x77);
        Assert.True(ioApic[4].HasRemoteIrr);
        Assert.Equal(0x170011u, ioApic.ReadIndexed(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(240)]
    public void It_has_as_many_entries_as_pins(int pins)
    {
        IoApic ioApic = Make(new IoApicOptions { Pins = pins });
        Assert.Equal((uint)(pins - 1), ioApic.ReadIndexed(1) >> 16);
        byte last = (byte)(0x10 + (2 * (pins - 1) & 0xff));
        Assert.Equal(pins == 240 ? 0xee : 0x10, last);
        ioApic.SetPin(pins, true);
    }

    [Fact]
    public void Reserved_bits_of_an_entry_read_zero()
    {
        IoApic ioApic = Make();
        ioApic.WriteIndexed(0x10, 0xffff_ffff);
        ioApic.WriteIndexed(0x11, 0xffff_ffff);
        Assert.Equal(0x0001_afffu, ioApic.ReadIndexed(0x10));
        Assert.Equal(0xff00_0000u, ioApic.ReadIndexed(0x11));
    }

    private sealed class MessageLog : IMessageSink
    {
        public List<byte> Vectors { get; } = [];

        public void Send(in BusMessage message) => Vectors.Add(message.Vector);
    }
}
