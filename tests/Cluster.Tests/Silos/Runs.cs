using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>A run for silo processes, and what it must come to.</summary>
internal static class Runs
{
    public const string Design = "irq0-edge";

    public static Scenario Scenario { get; } = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 45_000_000);

    /// <summary>To which nothing happens on its way.</summary>
    public static Scenario Brief { get; } = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 15_000_000);

    public static string Digest { get; } = Simulator.Run(Scenario, Design, new EngineOptions { Kind = "sequential" }).Digest;

    public static string BriefDigest { get; } = Simulator.Run(Brief, Design, new EngineOptions { Kind = "sequential" }).Digest;

    /// <summary>Of so many windows that one silo does not end it before something can happen to it.</summary>
    public static RunRequest Long => Request(windowNs: 10_000);

    public static RunRequest BriefRequest => Request(windowNs: 200_000, Brief);

    public static RunRequest Request(long windowNs = 0, Scenario? scenario = null) =>
        new()
        {
            Scenario = ScenarioWriter.Write(scenario ?? Scenario), Name = Scenario.Name, Design = Design, WindowNs = windowNs,
            CheckpointEvery = 8,
        };
}
