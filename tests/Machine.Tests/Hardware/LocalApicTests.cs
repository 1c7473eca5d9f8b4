using System.Runtime.CompilerServices;
using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class LocalApicTests
{
    private static LocalApic Enabled() => LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: true);

    private static void Write(ref LocalApic apic, int offset, uint value, long now = 0) =>
        apic.WriteRegister(offset, value, now, out _);

    [Fact]
    public void Is_small_and_holds_no_reference()
    {
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<LocalApic>());
        Assert.InRange(Unsafe.SizeOf<LocalApic>(), 1, 320);
    }

    [Fact]
    public void Three_arrivals_while_the_vector_is_in_service_are_one()
    {
        LocalApic apic = Enabled();
        Assert.Equal(AcceptOutcome.Accepted, apic.Accept(0x61, level: false));
        Assert.Equal(0x61, apic.Acknowledge());
        Assert.Equal(AcceptOutcome.Accepted, apic.Accept(0x61, level: false));
        Assert.Equal(AcceptOutcome.Coalesced, apic.Accept(0x61, level: false));
        Assert.Equal(-1, apic.PendingVector);
        Assert.True(apic.IsInIrr(0x61) && apic.IsInIsr(0x61));
        Assert.Equal(new EoiResult(0x61, false), apic.EndOfInterrupt());
        Assert.Equal(0x61, apic.PendingVector);
    }

    [Theory]
    [InlineData(0x31, 0x3f, -1)]
    [InlineData(0x2f, 0x3f, 0x3f)]
    [InlineData(0xf0, 0xfe, -1)]
    [InlineData(0x00, 0x10, 0x10)]
    public void A_vector_is_dispatched_only_above_the_class_of_the_task_priority(uint tpr, byte vector, int offered)
    {
        LocalApic apic = Enabled();
        Write(ref apic, ApicRegister.TaskPriority, tpr);
        apic.Accept(vector, level: false);
        Assert.Equal(offered, apic.PendingVector);
    }

    [Fact]
    public void Eoi_ends_the_highest_vector_in_service_whoever_writes_it()
    {
        LocalApic apic = Enabled();
        apic.Accept(0x41, false);
        apic.Acknowledge();
        apic.Accept(0x81, false);
        apic.Acknowledge();
        Assert.Equal(0x80, apic.ProcessorPriority);
        Assert.Equal(0x81, apic.EndOfInterrupt().Vector);
        Assert.Equal(0x41, apic.EndOfInterrupt().Vector);
        Assert.Equal(-1, apic.EndOfInterrupt().Vector);
    }

    [Fact]
    public void Software_disable_masks_every_entry_and_keeps_requests()
    {
        LocalApic apic = Enabled();
        apic.SetUpTimer(0xee, ApicTimerMode.OneShot, 0);
        apic.Accept(0x50, false);
        Write(ref apic, ApicRegister.SpuriousVector, 0xff);
        Assert.Equal(0x100eeu, apic.ReadRegister(ApicRegister.LvtTimer, 0));
        apic.SetUpTimer(0xee, ApicTimerMode.OneShot, 0);
        Assert.True(apic.TimerMasked);
        Assert.Equal(AcceptOutcome.Refused, apic.Accept(0x60, false));
        apic.ArmTimer(10, 0);
        Assert.Equal(TimerOutcome.NotAccepted, apic.ExpireTimer(10));
        Assert.Equal(-1, apic.PendingVector);
        Write(ref apic, ApicRegister.SpuriousVector, 0x1ff);
        Assert.True(apic.TimerMasked);
        Assert.Equal(0x50, apic.PendingVector);
    }

    [Fact]
    public void An_illegal_vector_sent_is_an_error_and_no_message()
    {
        LocalApic apic = Enabled();
        apic.WriteRegister(ApicRegister.IcrLow, 0x40008, 0, out BusMessage message);
        Assert.Equal(BusMessageKind.None, message.Kind);
        Assert.Equal(0u, apic.ReadRegister(ApicRegister.ErrorStatus, 0));
        Write(ref apic, ApicRegister.ErrorStatus, 0);
        Assert.Equal(0x20u, apic.ReadRegister(ApicRegister.ErrorStatus, 0));
        Write(ref apic, ApicRegister.ErrorStatus, 0);
        Assert.Equal(0u, apic.ReadRegister(ApicRegister.ErrorStatus, 0));
    }

    [Fact]
    public void A_request_withdrawn_before_the_acknowledge_gives_the_spurious_vector_and_no_service()
    {
        LocalApic apic = Enabled();
        apic.Accept(0x50, false);
        Write(ref apic, ApicRegister.TaskPriority, 0xf0);
        Assert.Equal(0xff, apic.Acknowledge());
        Assert.False(apic.IsInIsr(0xff));
        Assert.True(apic.IsInIrr(0x50));
    }

    [Fact]
    public void Eoi_of_a_level_vector_is_broadcast_unless_suppressed()
    {
        LocalApic apic = Enabled();
        apic.Accept(0x50, level: true);
        apic.Acknowledge();
        apic.WriteRegister(ApicRegister.Eoi, 0, 0, out BusMessage message);
        Assert.Equal(BusMessage.Eoi(0x50), message);
        Write(ref apic, ApicRegister.SpuriousVector, 0x11ff);
        apic.Accept(0x50, level: true);
        apic.Acknowledge();
        apic.WriteRegister(ApicRegister.Eoi, 0, 0, out message);
        Assert.Equal(BusMessageKind.None, message.Kind);
        Assert.False(apic.IsInIsr(0x50));
    }

    [Fact]
    public void One_nmi_is_in_service_and_one_waits()
    {
        LocalApic apic = Enabled();
        apic.AcceptNmi();
        Assert.True(apic.TakeNmi());
        for (int i = 0; i < 10; i++)
        {
            apic.AcceptNmi();
        }

        Assert.False(apic.TakeNmi());
        apic.ReturnFromNmi();
        Assert.True(apic.TakeNmi());
        apic.ReturnFromNmi();
        Assert.False(apic.TakeNmi());
    }

    [Fact]
    public void A_processor_starts_at_init_and_then_start_up()
    {
        LocalApic apic = LocalApic.Create(1, bsp: false, x2apicCapable: false);
        apic.AcceptInit();
        Assert.True(apic.WaitsForStartUp);
        Assert.Equal(AcceptOutcome.Accepted, apic.AcceptStartUp(0x99));
        Assert.Equal(AcceptOutcome.Refused, apic.AcceptStartUp(0x42));
        Assert.Equal(0x99, apic.StartUpVector);
    }

    [Fact]
    public void A_level_pin_in_fixed_mode_is_sent_again_at_eoi_while_active()
    {
        LocalApic apic = Enabled();
        Write(ref apic, ApicRegister.LvtLint0, 0x8055);
        apic.SetLint(0, true);
        Assert.Equal(0xc055u, apic.ReadRegister(ApicRegister.LvtLint0, 0));
        apic.Acknowledge();
        apic.EndOfInterrupt();
        Assert.True(apic.IsInIrr(0x55));
        apic.SetLint(0, false);
        apic.Acknowledge();
        apic.EndOfInterrupt();
        Assert.False(apic.IsInIrr(0x55));
        Assert.Equal(0x8055u, apic.ReadRegister(ApicRegister.LvtLint0, 0));
    }

    [Fact]
    public void ExtInt_on_a_pin_follows_the_line_and_the_mask()
    {
        LocalApic apic = Enabled();
        Write(ref apic, ApicRegister.LvtLint0, 0x700);
        Write(ref apic, ApicRegister.TaskPriority, 0xff);
        apic.SetLint(0, true);
        Assert.True(apic.ExtIntRequested);
        Write(ref apic, ApicRegister.LvtLint0, 0x10700);
        Assert.False(apic.ExtIntRequested);
        Write(ref apic, ApicRegister.LvtLint0, 0x700);
        apic.SetLint(0, false);
        Assert.False(apic.ExtIntRequested);
    }

    [Fact]
    public void An_ExtInt_message_waits_beside_the_irr_with_its_vector()
    {
        LocalApic apic = Enabled();
        apic.Receive(DeliveryMode.ExtInt, 0x28, level: false);
        Assert.True(apic.ExtIntRequested);
        Assert.False(apic.IsInIrr(0x28));
        Assert.Equal(0x28, apic.AcknowledgeExtInt());
        Assert.False(apic.ExtIntRequested);
        apic.SetLint(0, true);
        Write(ref apic, ApicRegister.LvtLint0, 0x700);
        Assert.Equal(-1, apic.AcknowledgeExtInt());
    }

    [Fact]
    public void A_pin_in_nmi_mode_is_an_edge()
    {
        LocalApic apic = Enabled();
        Write(ref apic, ApicRegister.LvtLint1, 0x400);
        apic.SetLint(1, true);
        apic.SetLint(1, true);
        Assert.Equal(1, apic.NmiPending);
    }
}
