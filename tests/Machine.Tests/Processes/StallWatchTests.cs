using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Processes;

/// <summary>The detectors that one CPU has of another, asked directly.</summary>
public class StallWatchTests
{
    private const long Second = 1_000_000_000;
    private const int Cpus = 4;

    private readonly MachinePlan _plan;
    private readonly StallWatch _watch;
    private readonly Effects _effects;
    private uint _sequence;

    public StallWatchTests()
    {
        Scenario scenario = Given.Aligned(Cpus).On("6.1");
        _plan = new MachinePlan(scenario with { Run = scenario.Run with { DurationNs = 100 * Second } }, DesignLibrary.Find("native-lapic")!);
        _watch = (StallWatch)_plan.CreateShared(_plan.Ids.Watch);
        _effects = new Effects(_plan) { Tracing = true };
    }

    private void Tell(int cpu, CpuHealth health, long since, long at) =>
        _watch.Execute(
            at + 1,
            [new Message { Time = at, Source = cpu, Sequence = _sequence++, Target = _plan.Ids.Watch, Kind = MessageKind.Health,
                A = (long)health, B = since }],
            _effects);

    private (DetectorKind Kind, int Cpu, int By, long At)[] Until(long time)
    {
        _watch.Execute(time, [], _effects);
        return [.. _effects.Traces.Take(_effects.TraceCount).Select(r => (Detection.Kind(r.Argument), r.Cpu, r.Peer, r.Time))];
    }

    [Fact]
    public void A_cpu_that_ticks_and_does_not_schedule_says_its_stall_itself()
    {
        Tell(2, CpuHealth.Stuck, since: 500_000, at: 2 * Second);
        Assert.Equal([(DetectorKind.RcuStallOfItself, 2, 2, 21 * Second + 1_000_000)], Until(22 * Second));
    }

    [Fact]
    public void A_stall_is_forgotten_when_its_cpu_is_well_again()
    {
        Tell(2, CpuHealth.Stuck, since: 500_000, at: 2 * Second);
        Tell(2, CpuHealth.Well, since: 5 * Second, at: 5 * Second);
        Assert.Empty(Until(40 * Second));
    }

    [Fact]
    public void The_next_grace_period_waits_for_whoever_is_not_well_yet()
    {
        Tell(2, CpuHealth.Silent, since: 500_000, at: 2 * Second);
        Tell(3, CpuHealth.Silent, since: 5 * Second, at: 7 * Second);
        Tell(2, CpuHealth.Well, since: 9 * Second, at: 9 * Second);
        (DetectorKind Kind, int Cpu, int By, long At) said = Until(30 * Second).Single(d => d.Kind == DetectorKind.RcuStall);
        Assert.Equal((3, 0), (said.Cpu, said.By));
        Assert.InRange(said.At, 26 * Second + 2_000_000, 26 * Second + 5_000_000);
    }

    [Fact]
    public void The_state_as_bytes_goes_on_as_it_would_have()
    {
        Tell(2, CpuHealth.Silent, since: 500_000, at: 2 * Second);
        StallWatch other = (StallWatch)_plan.CreateShared(_plan.Ids.Watch);
        other.FromBytes(_watch.ToBytes());
        _watch.Execute(60 * Second, [], _effects);
        other.Execute(60 * Second, [], new Effects(_plan));
        Assert.Equal(_watch.Hash, other.Hash);
        Assert.NotEqual(EventHash.Start, other.Hash);
    }
}
