using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Fabric;

/// <summary>Reads what is to be run.</summary>
internal static class PlanReader
{
    /// <summary>The plan, or what is wrong.</summary>
    public static (MachinePlan? Plan, string? Problem) Read(string scenario, string name, string design)
    {
        ScenarioReading reading = ScenarioReader.Read(scenario, name, name, OwnDesigns.Problems);
        if (reading.Scenario is null) return (null, string.Join("; ", reading.Problems));
        if (DesignLibrary.Find(reading.Scenario, design) is not { } found) return (null, $"There is no design \"{design}\".");
        return (new MachinePlan(reading.Scenario, found), null);
    }
}
