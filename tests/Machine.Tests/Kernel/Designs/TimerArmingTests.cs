using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Designs;

public class TimerArmingTests
{
    private const long Target = 1_000_000, Stolen = 3_000_000;

    [Fact] // S47
    public void What_is_stolen_between_reading_the_clock_and_arming_makes_a_relative_timer_late_and_no_absolute_one()
    {
        const long Read = 0, Now = Read + Stolen, Later = 10_000_000;
        Assert.Equal(Later + Stolen, Of("native-lapic").ExpiryNs(Later, Read, Now));
        foreach (string design in new[] { "native-deadline", "irq-per-cpu", "xen-singleshot", "hyperv-stimer" })
            Assert.Equal(Later, Of(design).ExpiryNs(Later, Read, Now));
    }

    [Theory]
    [InlineData("native-deadline", "6.1", true)]
    [InlineData("kvm-apicv", "6.1", true)]
    [InlineData("irq-per-cpu", "3.2", true)]
    [InlineData("xen-singleshot", "3.2", false)]
    [InlineData("xen-singleshot", "4.7", true)]
    [InlineData("hyperv-stimer", "6.1", true)]
    public void A_time_that_has_passed_is_due_at_once_or_refused(string design, string kernel, bool isDue) =>
        Assert.Equal(isDue ? Target + Stolen : null, Of(design, kernel).ExpiryNs(Target, Target - 500_000, Target + Stolen));

    [Theory]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(1_000_001, 1_000_100)]
    [InlineData(1_000_099, 1_000_100)]
    public void The_synthetic_timer_counts_hundreds_of_nanoseconds(long target, long expiry)
    {
        Assert.Equal(expiry, Of("hyperv-stimer").ExpiryNs(target, 17, 17));
        Assert.Equal(target, Of("native-deadline").ExpiryNs(target, 17, 17));
    }

    [Fact]
    public void Xen_is_never_asked_for_less_than_its_slop_nor_for_more_than_32_bits()
    {
        Assert.Equal(1_100_000, Of("xen-singleshot").ExpiryNs(1_000_010, 1_000_000, 1_000_000));
        Assert.Equal(1_000_010, Of("xen-singleshot", "6.18").ExpiryNs(1_000_010, 1_000_000, 1_000_000));
        Assert.Equal(uint.MaxValue, Of("irq-per-cpu").ExpiryNs(long.MaxValue, 0, 0));
        Assert.Equal(long.MaxValue, Of("native-deadline").ExpiryNs(long.MaxValue, 5, 5));
    }

    private static TimerArming Of(string design, string kernel = "6.1") =>
        TimerArming.Of(DesignLibrary.Find(design)!, KernelVersion.Parse(kernel));
}
