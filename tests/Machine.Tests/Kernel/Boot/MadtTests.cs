using System.Buffers.Binary;
using Tickstorm.Kernel.Boot;

namespace Tickstorm.Tests.Kernel.Boot;

public class MadtTests
{
    [Fact]
    public void Irq_0_is_at_pin_2_and_nothing_else_is_there()
    {
        BootWiring wiring = BootWiring.From(Madt.Usual(4));
        Assert.Equal(2, wiring.RouteOf(0)!.Pin);
        Assert.Null(wiring.RouteOf(2));
        Assert.Equal(9, wiring.RouteOf(9)!.Pin);
        Assert.Equal([0u, 1u, 2u, 3u], wiring.Processors);
        Assert.Equal(1, wiring.NmiLint);
        Assert.Equal(0, BootWiring.From(Madt.Usual(1), skipTimerOverride: true).RouteOf(0)!.Pin);
    }

    [Fact]
    public void A_gsi_belongs_to_the_io_apic_whose_base_it_is_above()
    {
        Madt madt = new(
            0xfee00000, true, [new MadtIoApic(1, 0xfec00000, 0), new MadtIoApic(2, 0xfec01000, 24), new MadtSourceOverride(0, 9, 30, 0xf)]);
        IsaRoute route = BootWiring.From(madt).RouteOf(9)!;
        Assert.Equal(new IsaRoute(9, 1, 6, IsLevel: true, IsActiveLow: true), route);
    }

    [Fact]
    public void The_bytes_of_a_table_give_its_structures()
    {
        byte[] structures =
        [
            0, 8, 1, 2, 1, 0, 0, 0,
            1, 12, 3, 0, 0, 0, 0xc0, 0xfe, 24, 0, 0, 0,
            2, 10, 0, 0, 2, 0, 0, 0, 0xf, 0,
            4, 6, 0xff, 5, 0, 1,
            9, 16, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0,
            10, 4, 0, 0,
        ];
        byte[] table = new byte[44 + structures.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(36), 0xfee00000);
        table[40] = 1;
        structures.CopyTo(table, 44);
        Madt madt = Madt.Parse(table)!;
        Assert.True(madt.PcatCompatible);
        Assert.Equal(
            [new MadtLocalApic(1, 2, true), new MadtIoApic(3, 0xfec00000, 24), new MadtSourceOverride(0, 0, 2, 0xf),
                new MadtLocalNmi(0xff, 5, 1), new MadtX2Apic(0x100, 7, true)],
            madt.Entries);
    }

    [Fact]
    public void A_broken_table_is_no_table()
    {
        Assert.Null(Madt.Parse(new byte[10]));
        byte[] table = new byte[46];
        table[45] = 9;
        Assert.Null(Madt.Parse(table));
    }
}
