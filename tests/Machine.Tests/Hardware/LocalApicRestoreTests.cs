using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

/// <summary>The TSC's registers, and an APIC that is made anew from what was saved of it.</summary>
public class LocalApicRestoreTests
{
    private const uint Tsc = 0x10, Adjust = 0x3b, Deadline = 0x6e0;

    [Fact] // SDM: a deadline that the TSC passes fires, and the register reads 0 then.
    public void A_tsc_that_is_moved_past_an_armed_deadline_fires_it()
    {
        LocalApic apic = Armed(5_000_000);
        Assert.True(apic.TryWriteMsr(Tsc, 6_000_000, 0, out _));
        Assert.True(apic.IsInIrr(0xec));
        Assert.Equal(0u, Read(apic, Deadline, 1_000));
        Assert.Equal(6_001_000u, Read(apic, Tsc, 1_000));
    }

    [Fact]
    public void A_tsc_that_is_set_back_puts_the_deadline_off_and_moves_the_adjustment_with_it()
    {
        LocalApic apic = Armed(5_000);
        Assert.True(apic.TryWriteMsr(Tsc, 0, 1_000, out _));
        Assert.Equal(6_000, apic.TimerExpiryNs);
        Assert.Equal(unchecked((ulong)-1_000), Read(apic, Adjust, 1_000));
        Assert.True(apic.TryWriteMsr(Adjust, 500, 2_000, out _));
        Assert.Equal(2_500u, Read(apic, Tsc, 2_000));
        Assert.Equal(4_500, apic.TimerExpiryNs);
    }

    [Fact]
    public void A_hypervisor_that_has_made_a_timer_of_the_deadline_does_not_move_it()
    {
        LocalApic apic = LocalApic.CreateEnabled(0, true, true, new ApicOptions { Quirks = ApicQuirks.KeepsDeadlineTimer });
        apic.SetUpTimer(0xec, ApicTimerMode.TscDeadline, 0);
        apic.TryWriteMsr(Deadline, 5_000, 0, out _);
        apic.TryWriteMsr(Tsc, 4_000, 0, out _);
        Assert.Equal(5_000, apic.TimerExpiryNs);
    }

    [Theory]
    [InlineData(false, 0, 1_700)] // the current count that was saved
    [InlineData(true, 0, 2_000)] // the initial count
    [InlineData(false, 300, 1_400)]
    [InlineData(false, 5_000, 1_000)] // due at once
    public void A_one_shot_count_goes_on_as_the_hypervisor_restores_it(bool restarts, long awayNs, long expiryNs)
    {
        LocalApic saved = LocalApic.CreateEnabled(0, true, true);
        saved.SetUpTimer(0xec, ApicTimerMode.OneShot, 0);
        saved.ArmTimer(1_000, 700);
        LocalApic made = saved.NewVcpu(1_000, ApicQuirks.None);
        made.RestoreRegisters(in saved, restarts, awayNs, 1_000);
        Assert.Equal(expiryNs, made.TimerExpiryNs);
        Assert.Equal(TimerOutcome.Accepted, made.ExpireTimer(expiryNs));
        Assert.Equal(long.MaxValue, made.TimerExpiryNs);
    }

    [Fact]
    public void Of_the_periods_that_pass_outside_one_is_due_and_the_next_is_where_it_would_have_been()
    {
        LocalApic saved = LocalApic.CreateEnabled(0, true, true);
        saved.SetUpTimer(0xec, ApicTimerMode.Periodic, 0);
        saved.ArmTimer(1_000, 0);
        LocalApic made = saved.NewVcpu(700, ApicQuirks.None);
        made.RestoreRegisters(in saved, restarts: false, awayNs: 2_500, 700);
        Assert.Equal(700, made.TimerExpiryNs);
        Assert.Equal(TimerOutcome.Accepted, made.ExpireTimer(700));
        Assert.Equal(1_500, made.TimerExpiryNs);
    }

    [Fact]
    public void A_deadline_written_before_the_timers_mode_is_lost()
    {
        LocalApic saved = Armed(9_000);
        LocalApic made = saved.NewVcpu(4_000, ApicQuirks.None);
        made.RestoreTsc(saved.Tsc(4_000), 4_000);
        made.RestoreDeadline(saved.Deadline, 4_000);
        made.RestoreRegisters(in saved, restarts: false, awayNs: 0, 4_000);
        Assert.Equal(long.MaxValue, made.TimerExpiryNs);
    }

    [Theory]
    [InlineData(true, 9_000)] // compared with the TSC that is written later
    [InlineData(false, 13_000)] // a timer of the host by the new vCPU's TSC, which was 0
    public void A_deadline_written_before_the_tsc_is_right_in_hardware_alone(bool compares, long expiryNs)
    {
        LocalApic saved = Armed(9_000);
        LocalApic made = saved.NewVcpu(4_000, compares ? ApicQuirks.None : ApicQuirks.KeepsDeadlineTimer);
        made.RestoreRegisters(in saved, restarts: false, awayNs: 0, 4_000);
        made.RestoreDeadline(saved.Deadline, 4_000);
        made.RestoreTsc(saved.Tsc(4_000), 4_000);
        Assert.Equal(expiryNs, made.TimerExpiryNs);
    }

    [Fact]
    public void A_deadline_that_the_restored_tsc_has_passed_is_due_at_once()
    {
        LocalApic saved = Armed(9_000);
        LocalApic made = saved.NewVcpu(4_000, ApicQuirks.None);
        made.RestoreRegisters(in saved, restarts: false, awayNs: 0, 4_000);
        made.RestoreTsc(saved.TscAfter(6_000, 4_000), 4_000);
        made.RestoreDeadline(saved.Deadline, 4_000);
        Assert.Equal(4_000, made.TimerExpiryNs);
        Assert.Equal(TimerOutcome.Accepted, made.ExpireTimer(4_000));
        Assert.Equal(0u, made.Deadline);
    }

    [Fact]
    public void What_waits_and_what_is_in_service_is_restored()
    {
        LocalApic saved = LocalApic.CreateEnabled(0, true, true);
        saved.Accept(0x41, level: false);
        saved.Acknowledge();
        saved.Accept(0x31, level: true);
        LocalApic made = saved.NewVcpu(1_000, ApicQuirks.None);
        made.RestoreRegisters(in saved, restarts: false, awayNs: 0, 1_000);
        Assert.True(made.IsInIsr(0x41) && made.IsInIrr(0x31) && made.IsInTmr(0x31));
        Assert.Equal(saved.PendingVector, made.PendingVector);
    }

    private static LocalApic Armed(ulong deadline)
    {
        LocalApic apic = LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: true);
        apic.SetUpTimer(0xec, ApicTimerMode.TscDeadline, 0);
        apic.TryWriteMsr(Deadline, deadline, 0, out _);
        return apic;
    }

    private static ulong Read(LocalApic apic, uint msr, long now)
    {
        Assert.True(apic.TryReadMsr(msr, now, out ulong value));
        return value;
    }
}
