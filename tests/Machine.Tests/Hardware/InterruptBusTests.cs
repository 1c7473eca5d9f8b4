using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class InterruptBusTests
{
    private static InterruptBus Flat(int count)
    {
        InterruptBus bus = new([.. Enumerable.Range(0, count).Select(i => LocalApic.CreateEnabled((uint)i, i == 0, x2apicCapable: true))]);
        for (int i = 0; i < count; i++)
        {
            bus[i].WriteRegister(ApicRegister.LogicalDestination, 1u << (24 + i), 0, out _);
        }

        return bus;
    }

    private static BusMessage Message(DeliveryMode mode, uint destination) =>
        new(BusMessageKind.Interrupt, mode, 0x61, destination, Logical: true, Level: false);

    [Fact]
    public void A_fixed_message_reaches_each_of_three_and_a_lowest_priority_one_reaches_one()
    {
        InterruptBus bus = Flat(4);
        Assert.Equal(3, bus.Send(Message(DeliveryMode.Fixed, 0b1101), -1));
        Assert.Equal(1, bus.Send(Message(DeliveryMode.LowestPriority, 0b1101), -1));
        Assert.False(bus[1].IsInIrr(0x61));
    }

    [Fact]
    public void Lowest_priority_takes_the_processor_that_is_least_busy()
    {
        InterruptBus bus = Flat(3);
        bus[0].Cr8 = 4;
        bus[1].Cr8 = 2;
        bus[2].Cr8 = 3;
        bus.Send(Message(DeliveryMode.LowestPriority, 0b111), -1);
        Assert.True(bus[1].IsInIrr(0x61));
    }

    [Fact]
    public void A_switch_sends_lowest_priority_to_all()
    {
        InterruptBus bus = new(LocalApic.CreateEnabled(0, true, false), LocalApic.CreateEnabled(1, false, false))
        {
            ArbitratesLowestPriority = false,
        };
        BusMessage message = new(BusMessageKind.Interrupt, DeliveryMode.LowestPriority, 0x61, 0xff, false, false);
        Assert.Equal(2, bus.Send(in message, -1));
    }

    [Theory]
    [InlineData(DestinationShorthand.Self, 1)]
    [InlineData(DestinationShorthand.All, 4)]
    [InlineData(DestinationShorthand.AllButSelf, 3)]
    public void Shorthands_need_no_destination(DestinationShorthand shorthand, int reached)
    {
        InterruptBus bus = Flat(4);
        Assert.Equal(reached, bus.Send(Message(DeliveryMode.Fixed, 0) with { Shorthand = shorthand }, 2));
    }

    [Fact]
    public void An_x2apic_cluster_takes_only_its_own_messages()
    {
        InterruptBus bus = new(LocalApic.Create(3, true, true), LocalApic.Create(0x13, false, true));
        for (int i = 0; i < 2; i++)
        {
            bus[i].TryWriteMsr(0x1b, 0xfee00c00, 0, out _);
            bus[i].TryWriteMsr(0x80f, 0x1ff, 0, out _);
        }

        Assert.Equal(1, bus.Send(Message(DeliveryMode.Fixed, 0x1_0008) with { Wide = true }, -1));
        Assert.True(bus[1].IsInIrr(0x61));
        Assert.Equal(2, bus.Send(Message(DeliveryMode.Fixed, 0xffff_ffff) with { Wide = true, Logical = false }, -1));
    }

    [Fact]
    public void An_eoi_reaches_every_io_apic()
    {
        InterruptBus bus = Flat(1);
        IoApic[] ioApics = [new(bus: bus), new(bus: bus)];
        foreach (IoApic ioApic in ioApics)
        {
            bus.Attach(ioApic);
            ioApic.WriteIndexed(0x10, 0x8077);
            ioApic.SetPin(0, true);
            ioApic.SetPin(0, false);
        }

        bus.Send(BusMessage.Eoi(0x77));
        Assert.DoesNotContain(ioApics, io => io[0].HasRemoteIrr);
    }
}
