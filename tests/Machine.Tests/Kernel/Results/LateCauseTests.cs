using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Results;

/// <summary>A late tick names what it waited for, and nothing that does not exist.</summary>
public class LateCauseTests
{
    private static readonly string[] s_designs =
        ["native-lapic", "emulated-lapic", "vmi-global-clock-event", "vmi-percpu", "irq0-percpu-reserved"];

    [Fact]
    public void A_machine_without_lines_and_locks_never_reports_one()
    {
        for (int seed = 1; seed <= 1_000; seed++)
        {
            DesignResult result = Rig.Run(Scenario(new Random(seed)), s_designs[seed % s_designs.Length]).Result;
            Assert.All(result.LateCauses, cause => Assert.True(cause.Cause is "vector" or "irqs-off" or "steal", $"{seed}: {cause}"));
            Assert.Equal(result.Ticks.Late, result.LateCauses.Sum(cause => cause.Count));
        }
    }

    [Fact]
    public void A_tick_that_another_vector_overtakes_names_that_vector()
    {
        Scenario scenario = Given.Aligned(16, periods: 100) with { Kernel = KernelVersion.Parse("2.6.39") };
        scenario = scenario with
        {
            Tick = scenario.Tick with { Phases = PhaseKind.Random },
            Workload = new Workload { ReschedulePerSecond = 20_000, IpiHandlerNs = 3_000 },
            Run = scenario.Run with { LateNs = 100 },
        };
        LateCause cause = Assert.Single(Rig.Run(scenario, "native-lapic").Result.LateCauses);
        Assert.Equal(("vector", 0xfd), (cause.Cause, cause.Id));
    }

    [Fact]
    public void Interrupts_off_is_a_cause_without_a_number()
    {
        Workload work = new() { IrqsOffPerSecond = 5_000, IrqsOffNs = 50_000 };
        LateCause cause = Assert.Single(Rig.Run(Given.Aligned(4, periods: 100) with { Workload = work }, "native-lapic").Result.LateCauses);
        Assert.Equal(("irqs-off", 0), (cause.Cause, cause.Id));
    }

    private static Scenario Scenario(Random random)
    {
        int cpus = random.Next(1, 6);
        return new Scenario
        {
            Name = "no-locks",
            Machine = new MachineShape { Cpus = cpus },
            Tick = new TickSetup
            {
                Mode = random.Next(2) == 0 ? TickMode.OneShot : TickMode.Periodic,
                Phases = random.Next(2) == 0 ? PhaseKind.Aligned : PhaseKind.Random,
                Handler = DurationTable.Constant(random.Next(1, 40_000)),
            },
            Workload = new Workload
            {
                ReschedulePerSecond = random.Next(2) * random.Next(1, 40_000),
                CallFunctionPerSecond = random.Next(2) * random.Next(1, 20_000),
                IpiHandlerNs = random.Next(1, 20_000),
                IrqsOffPerSecond = random.Next(2) * random.Next(1, 10_000),
                IrqsOffNs = random.Next(1, 60_000),
                Host = new HostLoad
                {
                    Cpus = random.Next(3) == 0 ? random.Next(1, cpus + 1) : 0, SliceNs = random.Next(50_000, 2_000_000),
                },
            },
            Run = new RunPlan { DurationNs = 4_000_000, Seed = (ulong)random.NextInt64(), LateNs = random.Next(2) * 1_000 },
        };
    }
}
