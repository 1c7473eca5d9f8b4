using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>What is executed as one step is what the general way does: not the digests alone are the same, but all states.</summary>
public class StraightLineTests
{
    private const int PerGroup = 60;

    private static readonly long[] s_windows = [100, 1_000, 30_000, 1_000_000, 100_000_000, 0];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_scenario_ends_in_the_same_states_with_and_without_straight_lines(int group)
    {
        long straight = 0;
        for (int seed = group * PerGroup; seed < (group + 1) * PerGroup; seed++)
        {
            // In every other one CPUs idle and wake.
            (Scenario scenario, string name) = seed % 2 == 0 ? RandomScenario.Make(seed + 10_000) : RandomScenario.MakeLiving(seed);
            Design design = DesignLibrary.Find(name)!;
            if (Simulator.WhyNot(scenario, design, whatIf: true) is not null) continue;
            long window = s_windows[seed % s_windows.Length];
            // The shortest windows are slow: fewer of them will do.
            if (window < 1_000_000) scenario = scenario with { Run = scenario.Run with { DurationNs = scenario.Run.DurationNs / 3 } };
            straight += StraightIn(scenario, design, window, $"seed {seed}");
        }

        Assert.True(straight > 0);
    }

    [Fact]
    public void So_does_one_that_is_long_enough_for_detectors()
    {
        long straight = 0;
        for (int seed = 0; seed < PerGroup; seed++)
        {
            (Scenario scenario, string name) = RandomScenario.MakeWatched(seed);
            Design design = DesignLibrary.Find(name)!;
            if (Simulator.WhyNot(scenario, design, whatIf: true) is not null) continue;
            straight += StraightIn(scenario, design, s_windows[3 + seed % 3], $"seed {seed}");
        }

        Assert.True(straight > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void So_does_one_whose_ticks_take_the_xtime_lock(int group)
    {
        long straight = 0;
        for (int seed = group * PerGroup; seed < (group + 1) * PerGroup; seed++)
        {
            Scenario scenario = (seed % 3 == 2 ? RandomScenario.MakeWatched(seed) : RandomScenario.Make(seed + 30_000)).Scenario;
            Design design = DesignLibrary.Find("vmi-own-vector")!;
            if (Simulator.WhyNot(scenario, design, whatIf: true) is not null) continue;
            straight += StraightIn(scenario, design, s_windows[2 + seed % 4], $"seed {seed}");
        }

        Assert.True(straight > 0);
    }

    [Fact]
    public void A_tick_that_waits_for_the_xtime_lock_goes_straight_up_to_it_and_from_it()
    {
        Scenario scenario = Library.Short("hammer-lock");
        (_, RunOutcome outcome) = Run(scenario, DesignLibrary.Find("vmi-own-vector")!, 0, straight: true);
        // Five of its seven events: the other two are the lock's own.
        Assert.InRange(outcome.StraightShare, 0.7, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Nearly_all_that_busy_cpus_do_goes_straight_where_detectors_look_too(int ipis)
    {
        Scenario scenario = new()
        {
            Name = "watched",
            Kernel = KernelVersion.Parse("6.17"),
            Machine = new MachineShape { Cpus = 4, Apic = ApicMode.X2Apic },
            Tick = new TickSetup { Hz = 100, Phases = PhaseKind.Random },
            Workload = new Workload { ReschedulePerSecond = ipis },
            Run = new RunPlan { DurationNs = 12_000_000_000, Seed = 1 },
        };
        Design design = DesignLibrary.Find("native-lapic")!;
        (_, RunOutcome outcome) = Run(scenario, design, 0, straight: true);
        Assert.InRange(outcome.StraightShare, 0.9, 1);
        StraightIn(scenario, design, 0, "watched");
    }

    [Fact]
    public void Nearly_all_of_plain_ticks_and_interrupts_of_other_cpus_go_straight()
    {
        Scenario scenario = new()
        {
            Name = "plain",
            Kernel = KernelVersion.Parse("6.17"),
            Machine = new MachineShape { Cpus = 128, Apic = ApicMode.X2Apic },
            Tick = new TickSetup { Phases = PhaseKind.Random },
            Workload = new Workload { ReschedulePerSecond = 500, CallFunctionPerSecond = 100 },
            Run = new RunPlan { DurationNs = 20_000_000, Seed = 1 },
        };
        (_, RunOutcome outcome) = Run(scenario, DesignLibrary.Find("native-lapic")!, 0, straight: true);
        // What is left is what met something.
        Assert.InRange(outcome.StraightShare, 0.9, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Callers_execute_when_they_know_the_answers(int threads)
    {
        Scenario scenario = new()
        {
            Name = "calls",
            Kernel = KernelVersion.Parse("6.17"),
            Machine = new MachineShape { Cpus = 256, Apic = ApicMode.X2Apic },
            Tick = new TickSetup { Phases = PhaseKind.Random },
            Workload = new Workload { CallFunctionPerSecond = 100 },
            Run = new RunPlan { DurationNs = 50_000_000, Seed = 1 },
        };
        EngineOptions options = new() { Kind = "parallel", Threads = threads, WindowNs = 1_000_000 };
        RunOutcome outcome = Simulator.Run(scenario, "native-lapic", options).Engine.Outcome;
        // One in ten calls in a window of 1 ms; what is left are callers of callers.
        Assert.InRange(outcome.Efficiency, 0.97, 1);
    }

    public static TheoryData<string, string> Plain()
    {
        TheoryData<string, string> plain = [];
        foreach ((string name, string design) in Library.Pairs)
        {
            Scenario scenario = Library.Short(name);
            Design found = DesignLibrary.Find(scenario, design)!;
            // On a host CPU of others a vCPU does not run most of the time, and an idle CPU wakes and sleeps.
            bool busy = scenario.Workload is { Busy: < 0, BusyList: null, Host.Cpus: 0, Tasks.Count: 0, Softirqs.IsUsed: false };
            // Steps of a job end one by one, and calls that are waited for are no plain case.
            busy &= scenario.Workload is { Job.StepNs: 0, ShootDownsPerSecond: 0 };
            // Where nobody writes EOI each CPU is silent after its first tick.
            busy &= !design.EndsWith("@xt-pic", StringComparison.Ordinal);
            if (busy && Simulator.WhyNot(scenario, found) is null && !new MachinePlan(scenario, found).CoreModel.MeetsOthers)
                plain.Add(name, design);
        }

        return plain;
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void Busy_scenarios_of_the_library_without_lines_and_locks_go_straight(string name, string design)
    {
        Scenario scenario = Library.Short(name);
        DesignResult result = Simulator.Run(scenario, design, new EngineOptions());
        Assert.InRange(result.Engine.Outcome.StraightShare, 0.9, 1);
        DesignResult general = Simulator.Run(scenario, design, new EngineOptions { GeneralPaths = true });
        Assert.Equal(0, general.Engine.Outcome.Straight);
        Assert.Equal(general.Digest, result.Digest);
    }

    [Theory]
    [InlineData("noisy-desktop")]
    [InlineData("nohz-full-telco")]
    public void So_does_most_of_what_idle_machines_do(string name)
    {
        DesignResult result = Simulator.Run(Library.Short(name), "native-lapic", new EngineOptions());
        Assert.InRange(result.Engine.Outcome.StraightShare, 0.5, 1);
    }

    [Fact]
    public void Records_do_not_depend_on_the_paths()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            (Scenario scenario, string name) =
                seed % 4 == 2 ? RandomScenario.MakeWatched(seed)
                : seed % 2 == 0 ? RandomScenario.Make(seed + 20_000) : RandomScenario.MakeLiving(seed + 20_000);
            if (Simulator.WhyNot(scenario, DesignLibrary.Find(name)!, whatIf: true) is not null) continue;
            Agreement.Recorder straight = new(), general = new();
            EngineOptions options = new() { WhatIf = true, WindowNs = s_windows[2 + seed % 4] };
            Simulator.Run(scenario, name, options, straight);
            Simulator.Run(scenario, name, options with { GeneralPaths = true }, general);
            Assert.True(straight.Records.SequenceEqual(general.Records), $"seed {seed}: {name}");
        }
    }

    private static (SmpMachine Machine, RunOutcome Outcome) Run(Scenario scenario, Design design, long window, bool straight)
    {
        SmpMachine machine = new(scenario, design, perCpu: true);
        machine.Plan.CoreModel.TakesStraightLines = straight;
        WindowOptions options = new() { Threads = 2, WindowNs = window, Check = true };
        return (machine, ParallelEngine.Run(machine, scenario.Run.DurationNs, options));
    }

    // Holds one way against the other; how many events went straight.
    private static long StraightIn(Scenario scenario, Design design, long window, string what)
    {
        (SmpMachine general, RunOutcome expected) = Run(scenario, design, window, straight: false);
        (SmpMachine fast, RunOutcome outcome) = Run(scenario, design, window, straight: true);
        string how = $"{what}: {design.Name} on {scenario.Machine.Cpus} CPUs, windows of {window} ns";
        Assert.True(expected.Straight == 0 && outcome.Committed == expected.Committed, how);
        Assert.True(expected.PeakMessages == outcome.PeakMessages && expected.Windows == outcome.Windows, how);
        AssertSameStates(general, fast, how);
        return outcome.Straight;
    }

    private static void AssertSameStates(SmpMachine expected, SmpMachine actual, string how)
    {
        for (int cpu = 0; cpu < expected.Cores.Length; cpu++)
        {
            bool same = BytesOf(expected, cpu).SequenceEqual(BytesOf(actual, cpu));
            Assert.True(same, $"{how}: CPU {cpu}");
        }

        Assert.Equal(EventHash.Digest(expected), EventHash.Digest(actual));
        Assert.Equal(Measured(expected), Measured(actual));
        Assert.Equal(expected.Lines.ToBytes(), actual.Lines.ToBytes());
        Assert.Equal(expected.Timekeeper?.ToBytes(), actual.Timekeeper?.ToBytes());
        Assert.True(expected.Hosts.SelectMany(host => host.ToBytes()).SequenceEqual(actual.Hosts.SelectMany(host => host.ToBytes())), how);
    }

    // All parts of a core, not the digest's alone.
    private static ReadOnlySpan<byte> BytesOf(SmpMachine machine, int cpu) => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<Core, byte>(ref machine.Cores[cpu]), machine.Plan.CoreModel.Layout.Words * sizeof(ulong));

    private static byte[] Measured(SmpMachine machine)
    {
        RunStatistics sum = new(perCpu: true);
        foreach (RunStatistics one in machine.Statistics) sum.Merge(one);
        return sum.ToBytes();
    }
}
