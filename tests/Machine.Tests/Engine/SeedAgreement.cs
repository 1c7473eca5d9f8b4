using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>Runs a random machine in other ways than its reference, as its seed says, and holds the results against it.</summary>
internal static class SeedAgreement
{
    /// <summary>By the parallel engine; what that gives.</summary>
    public static DesignResult Parallel(DesignResult expected, Scenario scenario, string design, int seed, string what)
    {
        long window = Agreement.Windows[seed % 5];
        DesignResult actual = Simulator.Run(
            scenario, design,
            new EngineOptions
            {
                WhatIf = true, Threads = 1 + seed % 2, WindowNs = window, PerCpu = true, Check = true, Balance = true,
                AllTogether = seed % 3 > 0,
            });
        SameResult.Assert(expected, actual, $"{what}, windows of {window} ns");
        return actual;
    }

    /// <summary>By the general way alone.</summary>
    public static void WithoutStraightLines(DesignResult expected, Scenario scenario, string design, string what) => SameResult.Assert(
        expected,
        Simulator.Run(scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, GeneralPaths = true }),
        $"{what}, without straight lines");
}
