using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class LocalApicTimerTests
{
    private static LocalApic Timer(ApicTimerMode mode, ApicOptions? options = null)
    {
        LocalApic apic = LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: false, options);
        apic.SetUpTimer(0xee, mode, 0);
        return apic;
    }

    [Fact]
    public void A_one_shot_fires_once_and_stays_at_zero()
    {
        LocalApic apic = Timer(ApicTimerMode.OneShot);
        apic.ArmTimer(1000, 0);
        Assert.Equal(1u, apic.TimerCount(999));
        Assert.Equal(1000, apic.TimerExpiryNs);
        Assert.Equal(TimerOutcome.None, apic.ExpireTimer(999));
        Assert.Equal(TimerOutcome.Accepted, apic.ExpireTimer(1000));
        Assert.Equal(long.MaxValue, apic.TimerExpiryNs);
        Assert.Equal(0u, apic.TimerCount(5000));
        Assert.Equal(1000u, apic.ReadRegister(ApicRegister.InitialCount, 5000));
    }

    [Fact]
    public void A_period_that_is_no_whole_nanosecond_does_not_drift()
    {
        LocalApic apic = Timer(ApicTimerMode.Periodic, new ApicOptions { TimerHz = 3_000_000_000 });
        apic.ArmTimer(1000, 0);
        for (int i = 1; i <= 3000; i++)
        {
            Assert.Equal(((i * 1000L) + 2) / 3, apic.TimerExpiryNs);
            apic.ExpireTimer(apic.TimerExpiryNs);
        }
    }

    [Fact]
    public void A_late_expiry_does_not_move_the_next_one()
    {
        LocalApic apic = Timer(ApicTimerMode.Periodic);
        apic.ArmTimer(1000, 0);
        apic.ExpireTimer(1700);
        Assert.Equal(2000, apic.TimerExpiryNs);
        Assert.Equal(TimerOutcome.Coalesced, apic.ExpireTimer(2000));
    }

    [Fact]
    public void Many_periods_at_once_are_one_request()
    {
        LocalApic apic = Timer(ApicTimerMode.Periodic);
        apic.ArmTimer(10, 0);
        Assert.Equal(100_000_000, apic.ExpireTimerThrough(1_000_000_000));
        Assert.Equal(1_000_000_010, apic.TimerExpiryNs);
        Assert.Equal(0, apic.ExpireTimerThrough(1_000_000_009));
    }

    [Fact]
    public void Masked_at_expiry_is_lost_and_the_count_runs_on()
    {
        LocalApic apic = Timer(ApicTimerMode.Periodic);
        apic.ArmTimer(1000, 0);
        apic.MaskTimer();
        Assert.Equal(TimerOutcome.Masked, apic.ExpireTimer(1000));
        apic.UnmaskTimer();
        Assert.Equal(-1, apic.PendingVector);
        Assert.Equal(600u, apic.TimerCount(1400));
    }

    [Fact]
    public void Writing_the_count_midway_starts_anew_and_zero_stops()
    {
        LocalApic apic = Timer(ApicTimerMode.OneShot);
        apic.ArmTimer(1000, 0);
        apic.ArmTimer(500, 700);
        Assert.Equal(1200, apic.TimerExpiryNs);
        apic.ArmTimer(0, 800);
        Assert.Equal(long.MaxValue, apic.TimerExpiryNs);
        Assert.Equal(0u, apic.TimerCount(900));
    }

    [Fact]
    public void A_change_between_one_shot_and_periodic_leaves_the_count_running()
    {
        LocalApic apic = Timer(ApicTimerMode.OneShot);
        apic.ArmTimer(1000, 0);
        apic.SetUpTimer(0xee, ApicTimerMode.Periodic, 600);
        Assert.Equal(400u, apic.TimerCount(600));
        apic.ExpireTimer(1000);
        Assert.Equal(900u, apic.TimerCount(1100));
        apic.SetUpTimer(0xee, ApicTimerMode.OneShot, 1500);
        apic.ExpireTimer(2000);
        Assert.Equal(0u, apic.TimerCount(2100));
        apic.SetUpTimer(0xee, ApicTimerMode.Periodic, 3000);
        Assert.Equal(0u, apic.TimerCount(3100));
        Assert.Equal(long.MaxValue, apic.TimerExpiryNs);
    }

    [Theory]
    [InlineData(0x0u, 2)]
    [InlineData(0x1u, 4)]
    [InlineData(0x2u, 8)]
    [InlineData(0x3u, 16)]
    [InlineData(0x8u, 32)]
    [InlineData(0x9u, 64)]
    [InlineData(0xau, 128)]
    [InlineData(0xbu, 1)]
    public void The_divider_scales_the_period(uint divide, int factor)
    {
        LocalApic apic = Timer(ApicTimerMode.OneShot);
        apic.WriteRegister(ApicRegister.DivideConfiguration, divide, 0, out _);
        apic.ArmTimer(100, 0);
        Assert.Equal(100L * factor, apic.TimerExpiryNs);
    }

    [Fact]
    public void A_deadline_in_the_past_fires_at_once_and_reads_zero()
    {
        LocalApic apic = Timer(ApicTimerMode.TscDeadline);
        Assert.True(apic.TryWriteMsr(0x6e0, 500, 1000, out _));
        Assert.True(apic.IsInIrr(0xee));
        Assert.True(apic.TryReadMsr(0x6e0, 1000, out ulong deadline));
        Assert.Equal(0ul, deadline);
        apic.ArmTimer(77, 1000);
        Assert.Equal(0u, apic.ReadRegister(ApicRegister.InitialCount, 1000));
    }

    [Fact]
    public void A_deadline_fires_when_the_tsc_reaches_it()
    {
        LocalApic apic = Timer(ApicTimerMode.TscDeadline, new ApicOptions { TscHz = 2_000_000_000 });
        apic.TryWriteMsr(0x6e0, 2001, 10, out _);
        Assert.Equal(1001, apic.TimerExpiryNs);
        Assert.Equal(TimerOutcome.Accepted, apic.ExpireTimer(1001));
        apic.TryReadMsr(0x6e0, 1001, out ulong deadline);
        Assert.Equal(0ul, deadline);
        apic.TryWriteMsr(0x6e0, 9000, 1001, out _);
        apic.SetUpTimer(0xee, ApicTimerMode.OneShot, 1001);
        Assert.Equal(long.MaxValue, apic.TimerExpiryNs);
    }
}
