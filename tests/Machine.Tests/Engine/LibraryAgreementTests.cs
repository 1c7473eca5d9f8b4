using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>S75: the same digest and the same figures whatever the threads and the window.</summary>
public class LibraryAgreementTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> data = new();
            foreach ((string name, string design) in Library.Pairs) data.Add(name, design);
            return data;
        }
    }

    public static TheoryData<string> Designs => [.. Library.DesignsOf(Library.Short("irq0-2007"))];

    /// <summary>
    /// Every design of every scenario, each under four of the twenty ways; neighbours take others, so that a scenario meets all of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_library_scenario_gives_the_same_result_on_every_engine(string name, string design)
    {
        int turn = Library.Pairs.ToList().IndexOf((name, design));
        for (int i = 0; i < 4; i++)
        {
            int threads = Agreement.Threads[i];
            long window = Agreement.Windows[(turn + i) % Agreement.Windows.Length];
            // More threads than processors meet slowly: fewer of the shortest windows will do.
            Scenario scenario = threads > 2 && window < 100_000 ? Library.Brief(name) : Library.Short(name);
            DesignResult expected = Simulator.Run(
                scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
            AssertSame(scenario, design, expected, threads, window, together: threads == 2 || turn % 3 == 0);
        }
    }

    /// <summary>All twenty ways for all designs, on fewer CPUs.</summary>
    [Theory]
    [MemberData(nameof(Designs))]
    public void Every_design_gives_the_same_result_under_all_threads_and_windows(string design)
    {
        Scenario scenario = Library.Short("irq0-2007");
        // 500 CPUs fill eight workers.
        scenario = scenario with { Machine = scenario.Machine with { Cpus = 500 }, Run = scenario.Run with { DurationNs = 1_300_000 } };
        DesignResult expected = Simulator.Run(
            scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
        foreach (int threads in Agreement.Threads)
        {
            foreach (long window in Agreement.Windows) AssertSame(scenario, design, expected, threads, window, together: true);
        }
    }

    /// <summary>Host CPUs are divided among workers by themselves: 200 fill two blocks and more.</summary>
    [Fact]
    public void Host_cpus_of_several_workers_give_the_same_records_in_the_same_order()
    {
        Scenario scenario = Library.Short("crowded-hosts");
        HostLoad host = scenario.Workload.Host with { Cpus = 200 };
        scenario = scenario with
        {
            Machine = scenario.Machine with { Cpus = 800 }, Workload = scenario.Workload with { Host = host },
            Run = scenario.Run with { DurationNs = 3_000_000 },
        };
        Agreement.Holds(() => new SmpMachine(scenario, DesignLibrary.Find("native-lapic")!), scenario.Run.DurationNs, trace: true);
    }

    private static void AssertSame(Scenario scenario, string design, DesignResult expected, int threads, long window, bool together)
    {
        EngineOptions options = new()
        {
            WhatIf = true, Threads = threads, WindowNs = window, PerCpu = true, Check = true, AllTogether = together,
        };
        SameResult.Assert(
            expected, Simulator.Run(scenario, design, options), $"{design} with {threads} threads and windows of {window} ns");
    }
}
