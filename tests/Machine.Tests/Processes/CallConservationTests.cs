using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine.Window;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Processes;

/// <summary>Targets = accepted + coalesced + refused + in flight, at every commit.</summary>
public class CallConservationTests
{
    private static readonly long[] s_windows = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

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

    // Each engine holds all calls that were sent against those taken and under way, and each answer that is waited for, after every commit.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void At_every_commit_of_every_engine_calls_and_answers_add_up(int group)
    {
        const int PerGroup = 24;
        long skipped = 0, coalesced = 0, refused = 0;
        for (int seed = group * PerGroup; seed < (group + 1) * PerGroup; seed++)
        {
            Scenario scenario = RandomCalls.Make(seed);
            DesignResult expected = Simulator.Run(
                scenario, "native-lapic", new EngineOptions { Kind = "sequential", PerCpu = true, Check = true, Balance = true });
            IpiTotals calls = expected.Life!.Calls!;
            Assert.Equal(calls.Targets, calls.Accepted + calls.Coalesced + calls.Refused + calls.InFlight);
            (skipped, coalesced, refused) = (skipped + calls.Skipped, coalesced + calls.Coalesced, refused + calls.Refused);
            for (int i = 0; i < 2; i++)
            {
                long window = s_windows[(seed + 2 * i) % s_windows.Length];
                DesignResult actual = Simulator.Run(
                    scenario, "native-lapic",
                    new EngineOptions
                    {
                        WindowNs = window, Threads = 1 + (seed + i) % 3, AllTogether = true, PerCpu = true, Check = true, Balance = true,
                    });
                SameResult.Assert(expected, actual, $"seed {seed}, windows of {window} ns");
            }

            Blocks blocks = new(new MachinePlan(scenario, DesignLibrary.Find("native-lapic")!), 1 + seed % 3);
            blocks.Run(s_windows[(seed + 1) % s_windows.Length]);
            Assert.True(Digest(scenario) == string.Join(' ', blocks.Hashes), $"seed {seed}");
        }

        Assert.True(skipped > 0 && refused > 0);
    }

    [Fact]
    public void A_call_or_an_answer_that_gets_lost_is_noticed()
    {
        SmpMachine machine = new(Storm("6.1", 12, 3), DesignLibrary.Find("native-lapic")!);
        machine.CheckBalance([]);
        machine.Plan.CoreModel.CallsOf(ref machine.Cores[4]).Sent++;
        Assert.Throws<BrokenRunException>(() => machine.CheckBalance([]));
        machine.Plan.CoreModel.CallsOf(ref machine.Cores[7]).Accepted++;
        machine.CheckBalance([]);
        machine.Plan.CoreModel.CallsOf(ref machine.Cores[4]).Left++;
        Assert.Throws<BrokenRunException>(() => machine.CheckBalance([]));
        machine.CheckBalance([new Message { Source = 7, Target = 4, Kind = MessageKind.Acknowledge }]);
    }

    private static string Digest(Scenario scenario)
    {
        SmpMachine machine = new(scenario, DesignLibrary.Find("native-lapic")!);
        SequentialEngine.Run(machine, scenario.Run.DurationNs);
        return string.Join(' ', Enumerable.Range(0, machine.ProcessCount).Select(machine.Hash));
    }
}
