using Tickstorm.Client.Shell;
using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Bench;

/// <summary>The subjects of the benchmarks.</summary>
internal static class BenchSubjects
{
    private const string Design = "native-lapic";

    /// <summary>Ticks alone: native-lapic, kernel 6.17, one-shot, all busy, random phases, no IPIs.</summary>
    public static BenchSubject Tick(int cpus, long durationNs, ulong seed) => Machine("tick", Base(cpus, durationNs, seed), []);

    /// <summary>The same with reschedule IPIs to random CPUs.</summary>
    public static BenchSubject Ipi(int cpus, int perSecond, long durationNs, ulong seed) =>
        Machine("ipi", Base(cpus, durationNs, seed) with { Workload = new Workload { ReschedulePerSecond = perSecond } },
            [("ipisPerSecondAndCpu", perSecond)]);

    /// <summary>Ticks, both kinds of IPI, interrupts-off sections and four devices.</summary>
    public static BenchSubject Mixed(int cpus, long durationNs, ulong seed)
    {
        IEnumerable<DeviceLoad> devices = Enumerable.Range(0, 4).Select(
            i => new DeviceLoad { Irq = 16 + i, PerSecond = 5_000, Level = i % 2 == 0, Cpu = i * cpus / 4 });
        Workload work = new() { ReschedulePerSecond = 200, CallFunctionPerSecond = 100, IrqsOffPerSecond = 100, Devices = [.. devices] };
        return Machine(
            "mixed", Base(cpus, durationNs, seed) with { Workload = work },
            [("reschedulePerSecond", 200), ("callFunctionPerSecond", 100), ("irqsOffPerSecond", 100), ("devices", 4)]);
    }

    /// <summary>Many idle CPUs with stopped ticks beside a few busy ones.</summary>
    public static BenchSubject Memory(int cpus, int busy, long durationNs, ulong seed)
    {
        Scenario scenario = Base(cpus, durationNs, seed);
        return Machine(
            "memory", scenario with { Tick = scenario.Tick with { NoHz = true }, Workload = new Workload { Busy = busy } },
            [("busy", busy)]);
    }

    /// <summary>A scenario under a design; its first one if none is given.</summary>
    /// <exception cref="BadInputException">There is no such design, or it does not run in this scenario.</exception>
    public static BenchSubject OfScenario(Scenario scenario, string? name)
    {
        name ??= scenario.Designs.Count > 0 ? scenario.Designs[0] : Design;
        Design design = DesignLibrary.Find(name) ?? throw new BadInputException(DesignLibrary.Problem(name) ?? name);
        if (Simulator.WhyNot(scenario, design) is { Reason: var reason }) throw new BadInputException($"{name} is not run: {reason}");
        return Machine("scenario", scenario, [("scenario", scenario.Name)], design);
    }

    /// <summary>PHOLD.</summary>
    public static BenchSubject Phold(PholdParameters parameters, int means) => new(
        "phold",
        new Dictionary<string, object>
        {
            ["lps"] = parameters.Processes, ["remotePercent"] = parameters.RemotePercent,
                ["lookaheadPercent"] = parameters.LookaheadPercent,
            ["startEvents"] = parameters.StartEvents, ["meanIncrements"] = means, ["seed"] = parameters.Seed,
        },
        means * PholdParameters.Mean,
        () => new PholdModel(parameters),
        null);

    private static BenchSubject Machine(string name, Scenario scenario, (string Key, object Value)[] more, Design? other = null)
    {
        Design design = other ?? DesignLibrary.Find(Design)!;
        Dictionary<string, object> parameters = new()
        {
            ["design"] = design.Name, ["cpus"] = scenario.Machine.Cpus, ["hz"] = scenario.Tick.Hz, ["durationNs"] = scenario.Run.DurationNs,
            ["seed"] = scenario.Run.Seed,
        };
        foreach ((string key, object value) in more) parameters[key] = value;
        return new BenchSubject(
            name, parameters, scenario.Run.DurationNs, () => new SmpMachine(scenario, design),
            model => ((SmpMachine)model).TimerInterrupts);
    }

    /// <summary>The machine that the benchmarks vary.</summary>
    public static Scenario Base(int cpus, long durationNs, ulong seed) => new()
    {
        Name = "bench",
        Kernel = KernelVersion.Parse("6.17"),
        Machine = new MachineShape { Cpus = cpus, Apic = ApicMode.X2Apic },
        Tick = new TickSetup { Phases = PhaseKind.Random },
        Run = new RunPlan { DurationNs = durationNs, Seed = seed },
    };
}
