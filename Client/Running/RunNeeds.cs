using System.Globalization;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Running;

/// <summary>
/// What runs will need, estimated before they start: right to about twice or half of it, on a machine such as the measured one.
/// </summary>
/// <param name="Runs">How many runs there are.</param>
/// <param name="Seconds">All of them, one after the other; null on a cluster, where it depends on silos and networks.</param>
/// <param name="Bytes">The most that one of them has in memory; on a cluster, in all silos together.</param>
internal sealed record RunNeeds(int Runs, double? Seconds, double Bytes)
{
    private const double LongSeconds = 30, LargeBytes = 1e9;

    // The client without a machine, and what a CPU adds: its state, in the window engine twice, and what a running one has under way.
    private const double ClientBytes = 60e6, SequentialCpuBytes = 750, WindowCpuBytes = 1_150, BusyCpuBytes = 2_000;

    // Roughly, on a processor as that of docs/performance.md: for who wants to know whether it is seconds or hours.
    private const double SetUpSeconds = 1.1e-6, WindowTick = 100e-9, SequentialTick = 600e-9, LineTick = 6e-6, Ipi = 500e-9;

    /// <summary>The needs of all designs of some scenarios.</summary>
    /// <param name="scenarios">The scenarios, each with the designs that are run.</param>
    /// <param name="options">The engine.</param>
    /// <param name="seeds">With how many seeds each design is run.</param>
    public static RunNeeds Of(IEnumerable<Scenario> scenarios, EngineOptions options, int seeds)
    {
        (int runs, double seconds, double bytes) = (0, 0, 0);
        foreach (Scenario scenario in scenarios)
        {
            foreach (Design design in scenario.Designs.Select(name => DesignLibrary.Find(scenario, name)!))
            {
                if (Simulator.WhyNot(scenario, design, options.WhatIf) is not null) continue;
                Scenario under = scenario.Under(design.Name);
                runs += seeds;
                seconds += seeds * SecondsOf(under, design, options);
                bytes = Math.Max(bytes, BytesOf(under, options));
            }
        }

        return new RunNeeds(runs, options.Kind == "cluster" ? null : seconds, bytes);
    }

    /// <summary>Says what large runs will need, and refuses those that have no room here.</summary>
    /// <exception cref="BadInputException">There is less memory than is needed.</exception>
    public void Announce(ClientContext context)
    {
        if (Problem(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) is { } problem) throw new BadInputException(problem);
        if (Seconds > LongSeconds || (Seconds is not null && Bytes > LargeBytes)) context.Error.WriteLine(Sentence());
    }

    /// <summary>Why the runs cannot be had with so much memory; null when they can.</summary>
    public string? Problem(double availableBytes) => Seconds is null || Bytes <= availableBytes
        ? null
        : $"{Words()} about {ByteText.Of(Bytes)} of memory, and this process may have {ByteText.Of(availableBytes)}: fewer --cpus, "
            + "--engine sequential, or silos on other machines (cluster run) would be right";

    /// <summary>What they need, in one sentence.</summary>
    public string Sentence() => Seconds is { } seconds
        ? $"{Words()} about {TimeText(seconds)} and {ByteText.Of(Bytes)} of memory (an estimate)"
        : $"{Words()} about {ByteText.Of(Bytes)} of memory in all silos together (an estimate)";

    private string Words() => Runs == 1 ? "this run needs" : $"{Numbers.Text(Runs)} runs need";

    private static double BytesOf(Scenario scenario, EngineOptions options)
    {
        double cpus = scenario.Machine.Cpus;
        return options.Kind switch
        {
            "cluster" => cpus * SiloMemory.ProcessBytes,
            "sequential" => ClientBytes + cpus * SequentialCpuBytes,
            _ => ClientBytes + cpus * WindowCpuBytes + ExpectedLoad.TickingCpus(scenario) * BusyCpuBytes,
        };
    }

    private static double SecondsOf(Scenario scenario, Design design, EngineOptions options)
    {
        bool shared = design.Boot != BootPlan.NoLine && design.Source != TickSource.Broadcast && !IsPerCpu(design.Flow);
        double tick = shared ? LineTick : options.Kind == "sequential" ? SequentialTick : WindowTick;
        return scenario.Machine.Cpus * SetUpSeconds + ExpectedLoad.Ticks(scenario) * tick + ExpectedLoad.Ipis(scenario) * Ipi;
    }

    private static bool IsPerCpu(FlowKind flow) => flow is FlowKind.PerCpu or FlowKind.PerCpuDevId;

    private static string TimeText(double seconds)
    {
        (double value, string unit) = seconds switch
        {
            < 120 => (Math.Max(1, seconds), "s"),
            < 7_200 => (seconds / 60, "min"),
            < 172_800 => (seconds / 3_600, "hours"),
            _ => (seconds / 86_400, "days"),
        };
        return value.ToString("#,0", CultureInfo.InvariantCulture) + " " + unit;
    }
}
