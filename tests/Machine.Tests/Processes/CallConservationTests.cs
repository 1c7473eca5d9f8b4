using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Processes;

/// <summary>Targets = accepted + coalesced + refused + in flight, at every commit.</summary>
public class CallConservationTests
{
    private static Scenario Storm(string kernel, int cpus, int seed)
    {
        Random random = new(seed);
        Scenario scenario = Given.Aligned(cpus).On(kernel);
        return scenario with
        {
            Tick = scenario.Tick with { Phases = PhaseKind.Random },
            Workload = scenario.Workload with
            {
                ShootDownsPerSecond = random.Next(2) == 0 ? 0 : random.Next(1, 2_000),
                AddressSpaceCpus = random.Next(2) == 0 ? 0 : 5,
                CallFunctionPerSecond = random.Next(1, 5_000),
                CallsWait = true,
                IpiHandlerNs = random.Next(1, 30_000),
                IrqsOffPerSecond = random.Next(2_000),
            },
            Run = scenario.Run with { Seed = (ulong)seed },
        };
    }

    // A run that ends at a time has committed what lies before it: what was sent and arrives later is in flight, as its records say.
    [Theory]
    [InlineData("2.6.24")]
    [InlineData("6.1")]
    public void What_was_sent_has_arrived_or_is_under_way(string kernel)
    {
        long underWay = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            Scenario storm = Storm(kernel, 3 + 3 * seed, seed);
            for (int commit = 1; commit <= 5; commit++)
            {
                long end = 700_000L * commit + 77_777 * seed;
                Rig rig = Rig.Run(storm with { Run = storm.Run with { DurationNs = end } }, "native-lapic");
                IpiTotals calls = rig.Result.Life!.Calls!;
                TraceRecord[] sent = [.. rig.Of(TraceKind.IpiSent)];
                int late = sent.Count(record => record.Argument >= end);
                Assert.Equal((sent.Length, late), (calls.Targets, calls.InFlight));
                Assert.Equal(calls.Targets, calls.Accepted + calls.Coalesced + calls.Refused + late);
                underWay += late;
            }
        }

        Assert.True(underWay > 0);
    }

    [Fact]
    public void Every_window_commits_the_same_counts()
    {
        Scenario storm = Storm("6.1", 20, 4);
        storm = storm with { Run = storm.Run with { DurationNs = 3_000_000 } };
        IpiTotals expected = Rig.Run(storm, "native-lapic").Result.Life!.Calls!;
        foreach (long window in (long[])[1_000, 10_000, 100_000, 1_000_000, 10_000_000])
        {
            DesignResult result = Simulator.Run(
                storm, "native-lapic", new EngineOptions { WindowNs = window, Threads = 2, AllTogether = true, Check = true });
            Assert.Equal(expected, result.Life!.Calls);
        }
    }
}
