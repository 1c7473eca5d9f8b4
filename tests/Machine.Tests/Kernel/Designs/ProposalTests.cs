using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Designs;

/// <summary>The mail's proposal with the chips that exist, and what the boot makes of it.</summary>
public class ProposalTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(256)]
    public void With_the_8259_s_chip_nobody_writes_EOI_and_each_CPU_handles_one_tick(int cpus)
    {
        DesignResult result = Rig.Run(Given.Aligned(cpus), "irq0-percpu-reserved@xt-pic").Result;
        TickTotals t = result.Ticks;
        Assert.Equal((2 * cpus, cpus, cpus, 0), (t.Raised, t.Handled, t.Pending, t.Dropped));
        Assert.Equal((cpus, cpus, 0), (result.StalledCpus, result.DeadCpus, result.Eois));
        Assert.False(result.Constraints.Single(c => c.Id == "C6").Kept);
        Assert.Equal(("xt-pic", "percpu"), (result.Chip, result.Flow));
    }

    [Fact]
    public void With_the_io_apic_s_chip_there_are_two_EOIs_and_the_quirk()
    {
        Rig rig = Rig.Run(Given.Aligned(4), "irq0-percpu-reserved@io-apic");
        Assert.Equal((40, 80), (rig.Result.Ticks.Handled, rig.Result.Eois));
        Assert.False(rig.Result.Constraints.Single(c => c.Id == "C6").Kept);
        Assert.True(rig.Pin.IsLevel, "the quirk leaves the pin level");
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void The_io_apic_takes_IRQ0_over_whichever_pin_it_has(bool madtOverride, int pin)
    {
        Scenario scenario = Given.Aligned(64);
        scenario = scenario with { Machine = scenario.Machine with { MadtOverride = madtOverride } };
        foreach (string chip in new[] { "", "@io-apic", "@xt-pic" })
        {
            Rig rig = Rig.Run(scenario, "irq0-percpu-taken-over" + chip);
            Assert.Equal((640, 10), (rig.Result.Ticks.Expected, rig.Result.Ticks.Handled));
            Assert.Equal(("io-apic", "edge", "percpu"), (rig.Result.Chip, rig.Result.Flow, rig.Result.IntendedFlow));
            Assert.Equal(pin, rig.Line.Pin);
            Assert.False(rig.Result.Constraints.Single(c => c.Id == "C7").Kept);
        }
    }

    [Theory]
    [InlineData("2.6.24", "fasteoi")]
    [InlineData("2.6.27", "edge")]
    public void On_bare_metal_check_timer_undoes_the_reservation(string kernel, string flow)
    {
        Scenario scenario = Given.Aligned(8) with { Kernel = KernelVersion.Parse(kernel) };
        scenario = scenario with { Machine = scenario.Machine with { NoTimerCheck = false } };
        DesignResult result = Rig.Run(scenario, "irq0-percpu-reserved").Result;
        Assert.Equal(("lapic", flow, "local", "percpu"), (result.Chip, result.Flow, result.IntendedChip, result.IntendedFlow));
        Assert.False(result.Constraints.Single(c => c.Id == "C7").Kept);
        Assert.Equal(7, result.StalledCpus);
        Assert.Contains(BootStep.CheckTimer, Irq0Boot.Order(BootPlan.Reserved));
    }

    [Theory]
    [InlineData("irq0-fasteoi", 7_085_700, 546_250)]
    [InlineData("irq0-edge-eoi", 7_086_215, 546_250)]
    [InlineData("irq0-fasteoi@lapic", 504_700, 38_250)]
    [InlineData("irq0-edge", 3_794_815, 292_250)]
    [InlineData("irq0-level", 3_821_700, 293_250)]
    public void The_quirk_costs_the_same_in_every_path_and_an_aligned_re_run_is_a_whole_one(string design, double cpuNs, long longestWait)
    {
        DesignResult result = Rig.Run(Given.Aligned(256), design).Result;
        Assert.Equal((cpuNs, longestWait), (result.CpuNsPerTick, result.LockWaitNs.Max));
    }

    [Theory]
    [InlineData("2.6.24", "irq0-edge", 3_794_815)]
    [InlineData("4.12", "irq0-edge", 3_794_360)]
    [InlineData("4.12", "irq0-level", 3_821_700)]
    [InlineData("6.17", "irq0-edge", 530_460)]
    [InlineData("6.17", "irq0-level", 532_200)]
    [InlineData("6.17", "irq0-fasteoi", 504_700)]
    public void The_library_s_scenario_has_these_figures_whoever_wins(string kernel, string design, double cpuNs)
    {
        Scenario scenario = Repository.Scenario("irq0-2007") with { Kernel = KernelVersion.Parse(kernel) };
        scenario = scenario with { Costs = scenario.Costs with { IoApicEoiRegister = 0 } };
        foreach (ulong seed in (ulong[])[1, 2, 3])
        {
            DesignResult result = Rig.Run(scenario with { Run = scenario.Run with { Seed = seed } }, design).Result;
            Assert.Equal(cpuNs, result.CpuNsPerTick);
        }
    }

    [Theory]
    [InlineData("irq0-edge@local", 10, 6, 24, 3, 7_299)]
    [InlineData("irq0-level@local", 10, 30, 0, 0, 7_350)]
    public void And_the_periodic_one_of_four_at_6_17(string design, long handled, long dropped, long masked, long spurious, double cpuNs)
    {
        Scenario scenario = Repository.Scenario("irq0-2007-periodic") with { Kernel = KernelVersion.Parse("6.17") };
        DesignResult result = Rig.Run(scenario with { Machine = scenario.Machine with { Cpus = 4 } }, design).Result;
        TickTotals t = result.Ticks;
        Assert.Equal((40, handled, dropped, masked, spurious), (t.Raised, t.Handled, t.Dropped, t.Masked, result.SpuriousRuns));
        Assert.Equal(cpuNs, Math.Floor(result.CpuNsPerTick!.Value));
    }

    [Fact]
    public void Without_the_quirk_fasteoi_costs_what_it_did()
    {
        Scenario scenario = Given.Aligned(256) with { Costs = new Costs { IoApicFlowQuirk = 0 } };
        Assert.Equal(504_700, Rig.Run(scenario, "irq0-fasteoi").Result.CpuNsPerTick);
        Assert.Equal(505_215, Rig.Run(scenario, "irq0-edge-eoi").Result.CpuNsPerTick);
    }

    [Theory]
    [InlineData(TickResolution.Auto, 1, 37_948_150)]
    [InlineData(TickResolution.Low, 1, 37_948_150)]
    [InlineData(TickResolution.High, 0, 37_943_600)]
    public void The_low_resolution_tick_books_one_tick_too_many(TickResolution resolution, long extra, double cpuNs)
    {
        Scenario scenario = Given.Aligned(256);
        scenario = scenario with { Tick = scenario.Tick with { Resolution = resolution } };
        DesignResult result = Rig.Run(scenario, "irq0-edge").Result;
        Assert.Equal((1, extra), (result.SpuriousRuns, result.ExtraTicks));
        Assert.Equal(cpuNs, result.CpuNsPerTick * result.Ticks.Handled);
    }

    [Theory]
    [InlineData("irq0-edge", TickMode.OneShot)]
    [InlineData("irq0-edge", TickMode.Periodic)]
    [InlineData("irq0-fasteoi", TickMode.OneShot)]
    [InlineData("native-lapic", TickMode.OneShot)]
    public void What_a_tick_and_a_collision_cost_does_not_depend_on_the_run_s_length(string design, TickMode mode)
    {
        DesignResult shorter = Rig.Run(Given.Aligned(32, mode), design).Result;
        DesignResult longer = Rig.Run(Given.Aligned(32, mode, periods: 100), design).Result;
        Assert.Equal((shorter.SteadyNsPerTick, shorter.CollisionNs), (longer.SteadyNsPerTick, longer.CollisionNs));
    }

    [Fact]
    public void A_collision_of_256_costs_38_ms_and_a_tick_of_the_survivor_little()
    {
        DesignResult result = Rig.Run(Given.Aligned(256), "irq0-edge").Result;
        Assert.Equal((5_400, 37_899_550), (result.SteadyNsPerTick, result.CollisionNs));
    }

    [Theory]
    [InlineData("vmi-own-vector", TickMode.OneShot, "2.6.21", "random")]
    [InlineData("native-lapic", TickMode.Periodic, "2.6.24", "random")]
    [InlineData("native-lapic", TickMode.OneShot, "2.6.24", "skewed")]
    [InlineData("native-lapic", TickMode.OneShot, "2.6.21", "aligned")]
    [InlineData("native-lapic", TickMode.OneShot, "6.1", "aligned")]
    public void Native_phases_are_those_of_the_kernel_and_the_design(string design, TickMode mode, string kernel, string phases)
    {
        Scenario scenario = Given.Aligned(256, mode) with { Kernel = KernelVersion.Parse(kernel) };
        DesignResult result = Rig.Run(scenario with { Tick = scenario.Tick with { Phases = PhaseKind.Native } }, design).Result;
        Assert.Equal((phases, 0), (result.Phases, result.Ticks.Late));
    }

    [Fact]
    public void Low_resolution_ticks_are_aligned_by_nature()
    {
        Scenario scenario = Given.Aligned(4);
        scenario = scenario with { Tick = scenario.Tick with { Phases = PhaseKind.Native, Resolution = TickResolution.Low } };
        Assert.Equal("aligned", Rig.Run(scenario, "native-lapic").Result.Phases);
    }

    [Theory]
    [InlineData("native-lapic", 5_100, null)]
    [InlineData("vmi-percpu", 6_500, 1.0)]
    [InlineData("emulated-lapic", 8_100, 3.0)]
    public void A_tick_costs_all_of_its_exits(string design, double cpuNs, double? exits)
    {
        DesignResult result = Rig.Run(Given.Aligned(4), design).Result;
        Assert.Equal((cpuNs, exits), (result.CpuNsPerTick, result.ExitsPerTick));
    }

    [Fact]
    public void IPIs_cost_their_exits_as_well()
    {
        Scenario scenario = Given.Aligned(4, periods: 50) with { Workload = new Workload { ReschedulePerSecond = 2_000 } };
        Rig native = Rig.Run(scenario, "native-lapic"), emulated = Rig.Run(scenario, "emulated-lapic");
        long sent = emulated.Of(TraceKind.IpiSent).Count;
        ExitReport exits = emulated.Result.Exits!;
        long kicks = exits.Count(ExitReason.ExternalInterrupt), windows = exits.Count(ExitReason.InterruptWindow);
        // Each vector that is dispatched has made the CPU exit when it came.
        Assert.InRange(kicks - emulated.Of(TraceKind.Dispatched).Count, 0, 2);
        Assert.Null(native.Result.ExitsPerTick);
        Assert.Equal(
            2 * sent + kicks + windows + emulated.Result.Eois + emulated.Of(TraceKind.Armed).Count,
            (long)Math.Round(emulated.Result.ExitsPerTick!.Value * emulated.Result.Ticks.Handled));
    }

    [Theory]
    [InlineData("native-lapic", -1)]
    [InlineData("vmi-own-vector", -1)]
    [InlineData("pit-broadcast", -1)]
    [InlineData("vmi-percpu", 0)]
    [InlineData("irq0-edge", 0)]
    public void A_tick_with_a_vector_of_its_own_belongs_to_no_line(string design, int line)
    {
        Rig rig = Rig.Run(Given.Aligned(4), design);
        // The CPU that the broadcast device interrupts has its tick in that interrupt.
        Assert.All(rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu != 0), record => Assert.Equal(line, record.Line));
    }

    [Fact]
    public void A_tick_that_has_waited_still_pays_its_dispatch()
    {
        Workload work = new() { IrqsOffPerSecond = 5_000, IrqsOffNs = 50_000, ReschedulePerSecond = 5_000 };
        Rig rig = Rig.Run(Given.Aligned(2, periods: 100) with { Workload = work }, "native-lapic");
        List<TraceRecord> returns = rig.Of(TraceKind.Returned);
        foreach (TraceRecord taken in rig.Of(TraceKind.Dispatched))
        {
            long before = returns.Where(r => r.Cpu == taken.Cpu && r.Time <= taken.Time).Select(r => r.Time).LastOrDefault();
            Assert.True(taken.Time - before >= 150, $"{taken.Time} after {before}");
        }
    }

    [Fact]
    public void A_shared_cache_line_costs_percpu_and_a_contended_lock_when_it_is_given()
    {
        Costs costs = new() { CacheLineCoreGroup = 50, CacheLinePackage = 100, CacheLineMachine = 300 };
        Scenario scenario = Given.Aligned(256);
        Assert.Equal(5_400, Rig.Run(scenario with { Costs = costs }, "irq0-percpu-reserved").Result.CpuNsPerTick);
        Assert.Equal(5_150, Rig.Run(Given.Aligned(4) with { Costs = costs }, "irq0-percpu-reserved").Result.CpuNsPerTick);
        Assert.Equal(5_100, Rig.Run(scenario with { Costs = costs }, "native-lapic").Result.CpuNsPerTick);
        long contended = Rig.Run(scenario with { Costs = costs }, "irq0-edge").Result.LockWaitNs.Max;
        Assert.True(contended > Rig.Run(scenario, "irq0-edge").Result.LockWaitNs.Max);
    }
}
