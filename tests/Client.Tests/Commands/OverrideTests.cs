using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Commands;

public class OverrideTests
{
    [Fact]
    public void Every_override_reaches_the_simulator()
    {
        (ClientRun? run, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) = ClientRun.Watched(
            "run", "irq0-2007", "--design", "irq0-edge", "--cpus", "8", "--hz", "250", "--mode", "periodic", "--phases", "random",
            "--handler", "7us", "--kernel", "6.17", "--duration", "1s", "--seed", "9", "--per-cpu", "--engine", "sequential", "--window",
                "100us", "--json", "/dev/null");
        Assert.Equal(0, run.ExitCode);
        (Scenario s, string design, EngineOptions options) = Assert.Single(simulated);
        Assert.Equal((8, 250, TickMode.Periodic, PhaseKind.Random), (s.Machine.Cpus, s.Tick.Hz, s.Tick.Mode, s.Tick.Phases));
        Assert.Equal(
            (7_000, KernelVersion.Parse("6.17"), 1_000_000_000, 9UL),
            (s.Tick.Handler.MaxNs, s.Kernel, s.Run.DurationNs, s.Run.Seed));
        Assert.Equal(new EngineOptions { Kind = "sequential", Threads = 1, WindowNs = 100_000, PerCpu = true }, options);
        Assert.Equal("irq0-edge", design);
    }

    [Theory]
    [InlineData("compare", "--cpus", "8")]
    [InlineData("run", "--cpus", "8")]
    [InlineData("sweep", "--over", "cpus=8")]
    public void Twice_the_cpus_of_a_captured_machine_are_as_those_that_it_has(params string[] command)
    {
        string capture = Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz");
        (ClientRun? run, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) =
            ClientRun.Watched([command[0], "--capture", capture, "--designs", "native-lapic", .. command[1..]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Scenario twice = simulated[0].Scenario;
        Assert.Equal([0, 1, 4, 5], twice.Workload.BusyList!);
        Assert.Equal([0, 250_000, 500_000, 750_000, 1_000_000, 1_250_000, 1_500_000, 1_750_000], twice.Tick.PhaseList!);
        // What was measured is held against the machine that it was measured on.
        if (command[0] != "sweep") Assert.Equal([8, 4], simulated.Select(each => each.Scenario.Machine.Cpus));
    }

    [Fact]
    public void Without_arguments_the_question_of_2007_is_answered_for_all_designs()
    {
        (ClientRun? run, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) = ClientRun.Watched("compare");
        Assert.Equal(0, run.ExitCode);
        Assert.All(simulated, s => Assert.Equal("irq0-2007", s.Scenario.Name));
        Assert.Contains("vmi-percpu", simulated.Select(s => s.Design));
        Assert.True(simulated.Count >= 15);
    }

    [Theory]
    [InlineData("compare", "irq0-2007", "--designs", "irq0-edge")]
    [InlineData("run", "irq0-2007", "--design", "irq0-edge")]
    [InlineData("sweep", "irq0-2007", "--designs", "irq0-edge", "--over", "cpus=4")]
    public void Set_reaches_every_key(params string[] command)
    {
        (ClientRun? run, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) = ClientRun.Watched(
            [.. command, "--set", "costs.vm.exit=4us", "--set", "machine.apic=x2apic", "--set", "workload.busy=[1, 2]"]);
        Assert.Equal(0, run.ExitCode);
        Assert.NotEmpty(simulated);
        Assert.All(simulated, s => Assert.Equal(4_000, s.Scenario.Costs.VmExit));
        Assert.All(simulated, s => Assert.Equal([1, 2], s.Scenario.Workload.BusyList));
        ClientRun wrong = ClientRun.Of([.. command, "--set", "costs.vm.exti=4us"]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("did you mean costs.vm.exit?", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--phases", "aligned", "skewed", "random", "redraw", "native", "0us,10us", "[0us, 10us]")]
    [InlineData("--handler", "5us", "1ns", "1s", "5us:9,500us:1", "[{ns: 5000, weight: 9}, {ns: 500000, weight: 1}]")]
    [InlineData("--mode", "oneshot", "periodic")]
    [InlineData("--kernel", "2.6.24", "6.1", "2.6.21")]
    [InlineData("--duration", "1ns", "5us", "86400s")]
    [InlineData("--seed", "0", "18446744073709551615")]
    [InlineData("--hz", "1", "100000")]
    public void What_help_promises_is_accepted(string option, params string[] values)
    {
        foreach (string value in values)
        {
            ClientRun run = ClientRun.Of("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "2", option, value);
            Assert.True(run.ExitCode == 0, $"{option} {value}: {run.Error}");
        }
    }

    [Fact]
    public void Scenarios_are_compared_side_by_side()
    {
        ClientRun run = ClientRun.Of("compare", "irq0-2007", "irq0-today", "--designs", "irq0-edge,vmi-percpu");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("kernel: 2.6.24 in irq0-2007, 6.1 in irq0-today", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_machines_get_one_thread_unless_told()
    {
        Assert.Equal(1, Assert.Single(ClientRun.Watched("run", "irq0-2007").Simulated).Options.Threads);
        Assert.Equal(3, Assert.Single(ClientRun.Watched("run", "irq0-2007", "--threads", "3").Simulated).Options.Threads);
    }

    [Fact]
    public void Seeds_follow_each_other()
    {
        (ClientRun _, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) = ClientRun.Watched(
            "run", "irq0-2007", "--design", "irq0-edge", "--seed", "5", "--seeds", "3");
        Assert.Equal([5UL, 6UL, 7UL], simulated.Select(s => s.Scenario.Run.Seed));
    }

    [Fact]
    public void Run_takes_one_design_the_scenario_s_first_unless_told()
    {
        Assert.Equal("irq0-percpu-taken-over", Assert.Single(ClientRun.Watched("run", "madt-takeover").Simulated).Design);
        Assert.Equal(
            "irq0-edge@local", Assert.Single(ClientRun.Watched("run", "madt-takeover", "--design", "irq0-edge@local").Simulated).Design);
    }

    [Theory]
    [InlineData("--cpus", "0", "--cpus: machine.cpus is \"0\"; it must be a whole number from 1 to 1000000")]
    [InlineData("--hz", "x", "--hz: tick.hz is \"x\"")]
    [InlineData("--handler", "5", "--handler: tick.handler is \"5\"; it must be a duration")]
    [InlineData("--kernel", "2.4", "--kernel: kernel is \"2.4\"; it must be a version of Linux from 2.6.21, as in 2.6.24 or 6.1")]
    [InlineData("--threads", "0", "--threads is \"0\"")]
    [InlineData("--window", "never", "--window is \"never\"; it must be auto")]
    [InlineData("--engine", "warp", "--engine is \"warp\"; it must be sequential, parallel or cluster")]
    [InlineData("--seeds", "0", "--seeds is \"0\"")]
    [InlineData("--fail-on", "rain", "--fail-on has \"rain\"; it must be a list of lost, missing, late")]
    [InlineData("--designs", "irq0-egde", "--designs: there is no design \"irq0-egde\"; did you mean irq0-edge?")]
    [InlineData("--designs", "native-lapic@local", "--designs: there is no design \"native-lapic@local\"; native-lapic has no variants")]
    [InlineData("--designs", "irq0-edge@pic",
        "--designs: there is no design \"irq0-edge@pic\"; irq0-edge has the variants @io-apic, @local, @xt-pic")]
    [InlineData("--designs", ",", "--designs names no design")]
    public void A_wrong_option_is_bad_input_with_what_would_be_right(string option, string value, string message)
    {
        (ClientRun? run, List<(Scenario Scenario, string Design, EngineOptions Options)>? simulated) = ClientRun.Watched(
            "compare", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(message, run.Error);
        Assert.Empty(simulated);
    }

    [Fact]
    public void An_override_that_does_not_go_with_the_scenario_is_refused()
    {
        ClientRun run = ClientRun.Of("compare", "devices", "--cpus", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("workload.devices[0].cpu is 1; a machine of 1 CPU has CPUs 0 to 0", run.Error, StringComparison.Ordinal);
    }
}
