using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class LocalApicModeTests
{
    private const ulong Page = 0xfee00000, Bsp = 0x100, Ext = 0x400, En = 0x800;

    private static LocalApic X2()
    {
        LocalApic apic = LocalApic.Create(0x25, bsp: true, x2apicCapable: true);
        Assert.True(apic.TryWriteMsr(0x1b, Page | Bsp | Ext | En, 0, out _));
        return apic;
    }

    [Fact]
    public void Base_transitions_follow_the_state_diagram()
    {
        LocalApic apic = X2();
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | Ext, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | En, 0, out _));
        Assert.True(apic.TryWriteMsr(0x1b, Page | Bsp, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | Ext, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | Ext | En, 0, out _));
        Assert.True(apic.TryWriteMsr(0x1b, Page | Bsp | En, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | Ext, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | En | 1, 0, out _));
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | En | 1UL << 36, 0, out _));
    }

    [Fact]
    public void A_part_without_x2apic_faults_on_its_bit()
    {
        LocalApic apic = LocalApic.Create(0, bsp: true, x2apicCapable: false);
        Assert.False(apic.TryWriteMsr(0x1b, Page | Bsp | Ext | En, 0, out _));
    }

    [Theory]
    [InlineData(0x802u, 0x25ul)]
    [InlineData(0x80du, 1ul)]
    [InlineData(0x80eu, 1ul)]
    [InlineData(0x809u, 0ul)]
    [InlineData(0x80cu, 0ul)]
    [InlineData(0x839u, 0ul)]
    [InlineData(0x80bu, 1ul)]
    [InlineData(0x828u, 1ul)]
    [InlineData(0x831u, 0ul)]
    [InlineData(0x808u, 0x100ul)]
    [InlineData(0x80au, 0ul)]
    [InlineData(0x810u, 0ul)]
    [InlineData(0x83fu, 0x100ul)]
    [InlineData(0x832u, 0x80000ul)]
    [InlineData(0x838u, 0x1_0000_0000ul)]
    [InlineData(0x830u, 0x1000ul)]
    public void A_reserved_or_read_only_write_faults(uint msr, ulong value)
    {
        LocalApic apic = X2();
        Assert.False(apic.TryWriteMsr(msr, value, 0, out _));
    }

    [Theory]
    [InlineData(0x831u)]
    [InlineData(0x83fu)]
    [InlineData(0x80bu)]
    [InlineData(0x80eu)]
    [InlineData(0x809u)]
    [InlineData(0x800u)]
    [InlineData(0x8ffu)]
    public void A_read_of_no_register_faults(uint msr)
    {
        LocalApic apic = X2();
        Assert.False(apic.TryReadMsr(msr, 0, out _));
    }

    [Fact]
    public void The_logical_id_derives_from_the_x2apic_id()
    {
        LocalApic apic = X2();
        Assert.True(apic.TryReadMsr(0x80d, 0, out ulong ldr));
        Assert.Equal(0x2_0020ul, ldr);
        Assert.True(apic.TryReadMsr(0x802, 0, out ulong id));
        Assert.Equal(0x25ul, id);
        Assert.True(apic.TryWriteMsr(0x80b, 0, 0, out _));
    }

    [Fact]
    public void Outside_xapic_mode_the_page_reads_ones_and_cr8_still_works()
    {
        LocalApic apic = X2();
        Assert.Equal(0xffffffffu, apic.ReadRegister(ApicRegister.Version, 0));
        apic.TryWriteMsr(0x1b, Page | Bsp, 0, out _);
        apic.Cr8 = 9;
        apic.WriteRegister(ApicRegister.TaskPriority, 0xff, 0, out _);
        Assert.Equal(9, apic.Cr8);
        Assert.Equal(0xffffffffu, apic.ReadRegister(ApicRegister.TaskPriority, 0));
        apic.TryWriteMsr(0x1b, Page | Bsp | En, 0, out _);
        Assert.Equal(0x90u, apic.ReadRegister(ApicRegister.TaskPriority, 0));
    }

    [Fact]
    public void The_self_ipi_register_sends_to_self()
    {
        LocalApic apic = X2();
        Assert.True(apic.TryWriteMsr(0x83f, 0x55, 0, out BusMessage message));
        Assert.Equal(DestinationShorthand.Self, message.Shorthand);
        Assert.Equal(0x55, message.Vector);
    }
}
