using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>Alarms that count the time that their vCPU has had (vmitime.c).</summary>
public class AvailableAlarmTests
{
    [Fact]
    public void Alarms_of_available_time_merge_never_and_are_never_late_by_steal()
    {
        DesignResult result = Rig.Run(Repository.Scenario("overcommit"), "vmi-own-vector").Result;
        Assert.Equal(0, result.Ticks.Coalesced);
        Assert.DoesNotContain(result.LateCauses, cause => cause.Cause == "steal");
        // 100 ms on a quarter of a CPU: about 25 each.
        Assert.InRange(result.Ticks.Raised, 16 * 23, 16 * 26);
        Assert.Equal(result.Ticks.Raised, result.Ticks.Expected);
        Assert.InRange(result.Jiffies.Actual, result.Jiffies.Expected - 3, result.Jiffies.Expected);
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("vmi-percpu")]
    public void Alarms_and_timers_of_real_time_merge_while_their_vcpu_is_away(string design)
    {
        DesignResult result = Rig.Run(Repository.Scenario("overcommit"), design).Result;
        Assert.InRange(result.Ticks.Raised, 1_580, 1_600);
        Assert.InRange(result.Ticks.Coalesced, 1_000, 1_100);
        Assert.InRange(result.LateCauses.Single(cause => cause.Cause == "steal").Count, 110, 150);
    }

    [Fact]
    public void An_alarm_does_the_work_of_each_jiffy_since_the_last_one()
    {
        // 450 ns of entry, EOI and lock, H0, and ten jiffies; the delivery's exit beside it.
        DesignResult result = Rig.Run(Repository.Check("hosts/available-alarm"), "vmi-own-vector").Result;
        Assert.Equal(10, result.Ticks.Handled);
        Assert.Equal(450 + 2_000 + (10 * 4_000) + 1_000, result.CpuNsPerTick);
        Assert.Equal(100, result.Jiffies.Actual);
    }

    [Fact]
    public void Alarms_of_an_idle_vcpu_count_while_it_halts()
    {
        Scenario scenario = Repository.Scenario("overcommit");
        scenario = scenario with { Workload = scenario.Workload with { Busy = 0 } };
        DesignResult result = Rig.Run(scenario, "vmi-own-vector").Result;
        Assert.InRange(result.Ticks.Raised, 16 * 97, 16 * 100);
        Assert.Equal(0, result.Ticks.Coalesced);
    }
}
