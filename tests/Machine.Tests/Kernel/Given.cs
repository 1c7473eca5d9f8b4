using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel;

/// <summary>Scenarios that tests start from.</summary>
internal static class Given
{
    public const long Period = 1_000_000;

    /// <summary>
    /// One expiry per given time, on CPUs 0, 1, 2 ...; times in ns after the first period. IRQ0's lock is asked for 400 ns later.
    /// </summary>
    public static Scenario Arrivals(params long[] offsets) => new()
    {
        Name = "arrivals",
        Machine = new MachineShape { Cpus = offsets.Length },
        Tick = new TickSetup { Hz = 1000, Mode = TickMode.OneShot, PhaseList = offsets },
        Run = new RunPlan { DurationNs = (2 * Period) - 1 },
    };

    /// <summary>Aligned ticks, ten and a half periods of HZ = 1000, as the question of 2007 has them.</summary>
    public static Scenario Aligned(int cpus, TickMode mode = TickMode.OneShot, int periods = 10) => new()
    {
        Name = "aligned",
        Machine = new MachineShape { Cpus = cpus, Apic = cpus > 255 ? ApicMode.X2Apic : ApicMode.XApic },
        Tick = new TickSetup { Hz = 1000, Mode = mode },
        Run = new RunPlan { DurationNs = (periods * Period) + (Period / 2) },
    };

    public static Scenario On(this Scenario scenario, string kernel) => scenario with { Kernel = KernelVersion.Parse(kernel) };

    public static Scenario With(this Scenario scenario, params LineOperation[] operations) =>
        scenario with { Workload = scenario.Workload with { Operations = operations } };
}
