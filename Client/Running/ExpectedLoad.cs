using Tickstorm.Scenarios;

namespace Tickstorm.Client.Running;

/// <summary>How many interrupts a run of a scenario will have, before anything is lost.</summary>
internal static class ExpectedLoad
{
    /// <summary>CPUs whose tick goes on.</summary>
    public static int TickingCpus(Scenario scenario)
    {
        int cpus = scenario.Machine.Cpus;
        return scenario.Tick.NoHz ? Math.Min(scenario.Workload.BusyCount(cpus), cpus) : cpus;
    }

    /// <summary>Ticks.</summary>
    public static double Ticks(Scenario scenario) => Seconds(scenario) * TickingCpus(scenario) * scenario.Tick.Hz;

    /// <summary>IPIs.</summary>
    public static double Ipis(Scenario scenario) => Seconds(scenario) * (scenario.Workload.IpiPairs.Sum(pair => 1e9 / pair.EveryNs)
        + (double)scenario.Machine.Cpus * (scenario.Workload.ReschedulePerSecond + scenario.Workload.CallFunctionPerSecond));

    private static double Seconds(Scenario scenario) => scenario.Run.DurationNs / 1e9;
}
