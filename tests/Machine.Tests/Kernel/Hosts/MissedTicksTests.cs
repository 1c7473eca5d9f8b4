using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>What becomes of a periodic timer's expiries while its vCPU is away.</summary>
public class MissedTicksTests
{
    [Fact]
    public void Ten_periods_away_are_one_interrupt_on_return_and_nine_that_merged()
    {
        Rig rig = Run(MissedTicks.Collapse);
        // vCPU 1 is away for the first ten periods.
        Assert.Equal((20, 9), ((int)rig.Cpu(1).Raised, (int)rig.Cpu(1).Coalesced));
        Assert.Equal(11, (int)rig.Cpu(1).Handled);
        Assert.All(rig.Result.Losses, loss => Assert.Equal(DropReason.StealCollapse, loss.Reason));
    }

    [Theory]
    [InlineData(MissedTicks.CatchUp)]
    [InlineData(MissedTicks.Reinject)]
    public void Counted_expiries_come_one_after_the_other_on_return(MissedTicks policy)
    {
        Rig rig = Run(policy);
        Assert.Equal(0, rig.Result.Ticks.Coalesced);
        Assert.Equal((20, 20), ((int)rig.Cpu(1).Raised, (int)rig.Cpu(1).Handled));
        // Ten handlers of 5 us without a gap between them but the way in.
        long[] starts = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == 1).Select(r => r.Time).Take(10)];
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 5_000, 5_600));
        Assert.Equal(20, rig.Result.LateCauses.Single(cause => cause.Cause == "steal").Count);
    }

    [Fact]
    public void Expiries_that_wait_are_part_of_what_is_pending()
    {
        Scenario scenario = Given(MissedTicks.CatchUp);
        scenario = scenario with { Run = scenario.Run with { DurationNs = 9_500_000 } };
        DesignResult result = Rig.Run(scenario, "native-lapic").Result;
        Assert.Equal((18, 9, 9), ((int)result.Ticks.Raised, (int)result.Ticks.Handled, (int)result.Ticks.Pending));
    }

    private static Rig Run(MissedTicks policy) => Rig.Run(Given(policy), "native-lapic");

    private static Scenario Given(MissedTicks policy)
    {
        Scenario scenario = Repository.Check("hosts/ten-periods");
        return scenario with
        {
            Workload = scenario.Workload with { Host = scenario.Workload.Host with { MissedTicks = policy } },
        };
    }
}
