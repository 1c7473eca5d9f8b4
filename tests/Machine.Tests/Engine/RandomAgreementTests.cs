using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine;

/// <summary>S75 and S76 for scenarios that nobody thought of. A failure names the seed, which is all that is needed to repeat it.</summary>
public class RandomAgreementTests
{
    private const int PerGroup = 30;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_scenario_gives_the_same_result_on_every_engine(int group)
    {
        int supported = 0;
        for (int seed = group * PerGroup; seed < (group + 1) * PerGroup; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.Make(seed);
            DesignResult expected = Simulator.Run(
                scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
            if (!expected.Supported) continue;
            supported++;
            for (int i = 0; i < 2; i++)
            {
                int threads = Agreement.Threads[(seed + i) % 4];
                long window = Agreement.Windows[(seed / 4 + i) % 5];
                if (threads > 2 && window is 1_000 or 10_000) window = 1_000_000;
                DesignResult actual = Simulator.Run(
                    scenario, design,
                    new EngineOptions { WhatIf = true, Threads = threads, WindowNs = window, PerCpu = true, Check = true,
                    AllTogether = seed % 2 == 0 });
                SameResult.Assert(
                    expected, actual,
                    $"seed {seed}: {design} on {scenario.Machine.Cpus} CPUs with {threads} threads and windows of {window} ns");
            }
        }

        Assert.InRange(supported, PerGroup / 2, PerGroup);
    }

    [Fact]
    public void Trace_records_are_the_same_on_every_engine_and_in_the_total_order()
    {
        for (int seed = 500; seed < 510; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.Make(seed);
            Agreement.Recorder expected = new();
            Simulator.Run(scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential" }, expected);
            for (int i = 1; i < expected.Records.Count; i++)
            {
                Assert.True(TraceRecord.Compare(expected.Records[i - 1], expected.Records[i]) < 0, $"seed {seed}: record {i}");
            }

            foreach (int threads in Agreement.Threads)
            {
                Agreement.Recorder actual = new();
                Simulator.Run(
                    scenario, design,
                    new EngineOptions
                    {
                        WhatIf = true, Threads = threads, WindowNs = Agreement.Windows[1 + (seed % 4)], AllTogether = true,
                    }, actual);
                int same = expected.Records.Zip(actual.Records).TakeWhile(pair => pair.First == pair.Second).Count();
                Assert.True(
                    same == expected.Records.Count && same == actual.Records.Count,
                    $"seed {seed}, {design}, {threads} threads: record {same}");
            }
        }
    }

    [Fact]
    public void The_seed_decides_and_tracing_does_not()
    {
        (Scenario scenario, string design) = RandomScenario.Make(7);
        scenario = scenario with { Tick = scenario.Tick with { Phases = PhaseKind.Random, PhaseList = null } };
        string digest = Simulator.Run(scenario, design, new EngineOptions { WhatIf = true }).Digest;
        Assert.Equal(digest, Simulator.Run(scenario, design, new EngineOptions { WhatIf = true }, new Agreement.Recorder()).Digest);
        Assert.NotEqual(
            digest, Simulator.Run(scenario with { Run = scenario.Run with { Seed = scenario.Run.Seed + 1 } }, design,
            new EngineOptions { WhatIf = true }).Digest);
    }
}
