using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>Few dirty processes among many: settled in the order of time, and given up when too many join.</summary>
public class SettlerTests
{
    private const int Cpus = 640;
    private const long DurationNs = 12_000_000;

    public static TheoryData<string, string> Machines => new()
    {
        { "devices", "native-lapic" }, { "devices", "irq0-percpu-reserved" }, { "devices", "vmi-percpu" }, { "calls", "native-lapic" },
        { "plain", "pit-broadcast" }, { "hosts", "native-lapic" }, { "devices", "irq0-percpu-io-apic-chip" },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void All_threads_and_windows_agree_with_the_reference_in_digests_and_records(string load, string design) =>
        Agreement.Holds(
            () => Machine(load, design), DurationNs / 4, trace: true, threadCounts: [1, 2, 8], windows: [30_000, 1_000_000, 10_000_000, 0]);

    [Theory]
    [MemberData(nameof(Machines))]
    public void All_threads_and_windows_end_in_the_states_of_the_reference(string load, string design)
    {
        SmpMachine reference = Machine(load, design);
        RunOutcome expected = SequentialEngine.Run(reference, DurationNs);
        foreach ((int threads, long window) in new[] { (1, 0L), (2, 10_000_000L), (3, 300_000L) })
        {
            SmpMachine machine = Machine(load, design);
            RunOutcome outcome = ParallelEngine.Run(
                machine, DurationNs, new WindowOptions { Threads = threads, WindowNs = window, Check = true, SmallWindow = 0 });
            Assert.Equal(expected.Committed, outcome.Committed);
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                ReadOnlySpan<byte> was = MemoryMarshal.AsBytes(new ReadOnlySpan<Core>(ref reference.Cores[cpu]));
                Assert.True(was.SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<Core>(ref machine.Cores[cpu]))), $"CPU {cpu}");
            }

            Assert.Equal(reference.Lines.ToBytes(), machine.Lines.ToBytes());
            Assert.Equal(Measured(reference), Measured(machine));
        }
    }

    [Fact]
    public void A_chain_among_few_is_not_executed_again_with_each_of_its_links()
    {
        SmpMachine machine = Machine("devices", "native-lapic");
        RunOutcome outcome = ParallelEngine.Run(machine, DurationNs, new WindowOptions { WindowNs = 3_000_000 });
        // Each device's interrupts alone are a chain of over a hundred links in such a window.
        Assert.InRange(outcome.Rounds / outcome.Windows, 1, 20);
        Assert.InRange(outcome.Efficiency, 0.4, 1);
    }

    [Fact]
    public void Chains_through_many_devices_leave_the_windows_of_all_others_long()
    {
        Scenario scenario = Repository.Scenario("device-storm");
        SmpMachine machine = new(
            scenario with { Run = scenario.Run with { DurationNs = 20_000_000 } }, DesignLibrary.Find("native-lapic")!);
        RunOutcome outcome = ParallelEngine.Run(machine, 20_000_000, new WindowOptions());
        // By rounds alone there would be thousands of windows of some microseconds.
        Assert.InRange(outcome.Windows, 1, 1_000);
        Assert.InRange(outcome.Efficiency, 0.8, 1);
    }

    [Fact]
    public void Chains_of_a_link_or_two_are_left_to_rounds()
    {
        Scenario scenario = Repository.Scenario("hammer-lock");
        SmpMachine machine = new(
            scenario with { Run = scenario.Run with { DurationNs = 50_000_000 } }, DesignLibrary.Find("vmi-own-vector")!);
        RunOutcome outcome = ParallelEngine.Run(machine, 50_000_000, new WindowOptions());
        // Settled in the order of time windows end a round sooner: 2.5 for each, at 60 steps in place of one.
        Assert.InRange((double)outcome.Rounds / outcome.Windows, 2.75, 4);
        Assert.InRange(outcome.Efficiency, 0.6, 1);
    }

    private static SmpMachine Machine(string load, string design)
    {
        DeviceLoad[] devices =
        [
            .. Enumerable.Range(0, 3).Select(i => new DeviceLoad { Irq = 16 + i, PerSecond = 20_000, Level = i != 1, Cpu = 100 * i }),
        ];
        Workload work = load switch
        {
            "devices" => new() { ReschedulePerSecond = 200, CallFunctionPerSecond = 20, IrqsOffPerSecond = 100, Devices = devices },
            "calls" => new() { CallFunctionPerSecond = 400, IrqsOffPerSecond = 50 },
            "hosts" => new() { ReschedulePerSecond = 100, Host = new HostLoad { Cpus = 160, SliceNs = 1_000_000 } },
            _ => new(),
        };
        Scenario scenario = new()
        {
            Name = "settled",
            Kernel = KernelVersion.Parse(design.StartsWith("vmi", StringComparison.Ordinal) ? "2.6.21" : "2.6.24"),
            Machine = new MachineShape { Cpus = Cpus, Apic = ApicMode.X2Apic },
            Tick = new TickSetup { Phases = PhaseKind.Random },
            Workload = work,
            Run = new RunPlan { DurationNs = DurationNs, Seed = 3 },
        };
        return new SmpMachine(scenario, DesignLibrary.Find(design)!, perCpu: true);
    }

    private static byte[] Measured(SmpMachine machine)
    {
        RunStatistics sum = new(perCpu: true);
        foreach (RunStatistics one in machine.Statistics) sum.Merge(one);
        return sum.ToBytes();
    }
}
