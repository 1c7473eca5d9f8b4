using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>A run that is stopped has committed everything before a point in time, and nothing else.</summary>
public class CancellationTests
{
    private static readonly Scenario s_long = Given.Aligned(130, periods: 50) with
    {
        Workload = new Workload { ReschedulePerSecond = 5_000 },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_committed_is_what_a_run_of_that_length_gives(int threads)
    {
        using CancellationTokenSource source = new();
        SmpMachine machine = Machine();
        Canceller progress = new(source, at: 7 * Given.Period);
        RunOutcome outcome = threads == 0
            ? SequentialEngine.Run(machine, s_long.Run.DurationNs, progress: progress, cancel: source.Token)
            : ParallelEngine.Run(
                machine, s_long.Run.DurationNs, new WindowOptions { Threads = threads, WindowNs = 20_000, SmallWindow = 0 },
                progress: progress, cancel: source.Token);

        Assert.False(outcome.Complete);
        Assert.InRange(outcome.SimulatedNs, 7 * Given.Period, s_long.Run.DurationNs - 1);
        for (int p = 0; p < machine.ProcessCount; p++) machine.CheckInvariants(p);
        SmpMachine shorter = Machine();
        SequentialEngine.Run(shorter, outcome.SimulatedNs);
        Assert.Equal(EventHash.Digest(shorter), EventHash.Digest(machine));
    }

    [Theory]
    [InlineData("sequential")]
    [InlineData("parallel")]
    public void A_result_of_a_cancelled_run_says_that_it_is_not_complete(string engine)
    {
        using CancellationTokenSource source = new();
        EngineOptions options = new() { Kind = engine, WindowNs = 20_000, PerCpu = true };
        DesignResult result = Simulator.Run(
            s_long, "irq0-edge", options, progress: new Canceller(source, Given.Period), cancel: source.Token);
        Assert.False(result.Complete);
        Assert.True(result.SimulatedNs < s_long.Run.DurationNs);
        TickTotals t = result.Ticks;
        Assert.Equal(t.Raised, t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending);
    }

    [Fact]
    public void Cancelled_before_it_starts_nothing_is_committed()
    {
        SmpMachine machine = Machine();
        RunOutcome outcome = ParallelEngine.Run(
            machine, s_long.Run.DurationNs, new WindowOptions { Threads = 2 }, cancel: new CancellationToken(canceled: true));
        Assert.Equal((false, 0, 0), (outcome.Complete, outcome.SimulatedNs, outcome.Committed));
        Assert.Equal(EventHash.Digest(Machine()), EventHash.Digest(machine));
    }

    [Fact]
    public void A_run_that_nobody_cancels_is_complete()
    {
        DesignResult result = Simulator.Run(Given.Aligned(3), "irq0-edge", new EngineOptions());
        Assert.Equal((true, Given.Aligned(3).Run.DurationNs), (result.Complete, result.SimulatedNs));
    }

    private static SmpMachine Machine() => new(s_long, DesignLibrary.Find("irq0-edge")!);

    private sealed class Canceller(CancellationTokenSource source, long at) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= at) source.Cancel();
        }
    }
}
