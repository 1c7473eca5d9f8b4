using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>S47: time that is stolen between reading the clock and telling the timer.</summary>
public class StolenArmingTests
{
    private const long Period = 10_000_000;

    [Fact]
    public void An_alarm_that_is_told_how_long_from_now_expires_later_by_what_was_stolen()
    {
        long[] late = Lateness("vmi-percpu");
        Assert.True(late.Length >= 5, $"{late.Length} late expiries");
        // One slice of the other vCPU, and the ways to and fro.
        Assert.All(late, ns => Assert.InRange(ns, 3_000_000, 3_310_000));
    }

    [Fact]
    public void An_alarm_that_is_told_the_time_does_not() => Assert.Empty(Lateness("kvm-apicv"));

    // How much later than the point of its grid each expiry was raised that was off it.
    private static long[] Lateness(string design)
    {
        Rig rig = Rig.Run(Repository.Check("hosts/stolen-arming"), design);
        Assert.True(rig.Result.Host!.Preempted > 10);
        return [.. rig.When(TraceKind.Raised).Select(raised => raised.Time % Period).Where(offset => offset != 0)];
    }
}
