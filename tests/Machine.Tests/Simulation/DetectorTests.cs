using Tickstorm.Scenarios;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Simulation;

/// <summary>What the detectors of a version say of a CPU that has fallen silent.</summary>
public class DetectorTests
{
    private const long Second = 1_000_000_000;

    private static Scenario Silent(string kernel, int seconds, int cpus = 4)
    {
        Scenario scenario = Given.Aligned(cpus).On(kernel);
        return scenario with
        {
            Tick = scenario.Tick with { Hz = 100 }, Run = scenario.Run with { DurationNs = seconds * Second },
        };
    }

    private static (string Name, int Cpu, long Seconds)[] Of(Scenario scenario, string design) =>
        [.. Rig.Run(scenario, design).Result.Detectors.Select(d => (d.Name, d.Cpu, d.TimeNs / Second))];

    [Theory]
    [InlineData("2.6.35", 0)] // The old NMI watchdog is off unless asked for.
    [InlineData("2.6.36", 120)]
    [InlineData("2.6.39", 120)]
    [InlineData("3.0", 20)]
    [InlineData("6.17", 20)]
    public void A_hard_lockup_is_found_by_the_second_sample_of_the_version(string kernel, int seconds)
    {
        (string, int, long)[] found = [.. Of(Silent(kernel, 130), "irq0-edge").Where(d => d.Name == "hard-lockup")];
        Assert.Equal(seconds == 0 ? [] : [("hard-lockup", 1, seconds), ("hard-lockup", 2, seconds), ("hard-lockup", 3, seconds)], found);
    }

    [Theory]
    [InlineData("2.6.24", 0)]
    [InlineData("2.6.36", 10)]
    [InlineData("2.6.39", 60)]
    [InlineData("3.8", 60)]
    [InlineData("3.9", 21)]
    [InlineData("6.17", 21)]
    public void An_rcu_stall_is_said_by_a_cpu_that_ticks(string kernel, int seconds)
    {
        long[] found = [.. Of(Silent(kernel, 65), "irq0-edge").Where(d => d.Name == "rcu-stall").Select(d => d.Seconds)];
        Assert.Equal(seconds == 0 ? [] : [seconds, seconds, seconds], found);
    }

    [Fact]
    public void Where_no_cpu_ticks_any_more_nobody_says_a_stall()
    {
        (string Name, int, long)[] found = Of(Silent("6.17", 40, cpus: 8), "irq0-simple");
        Assert.Equal(8, found.Length);
        Assert.All(found, d => Assert.Equal("hard-lockup", d.Name));
    }

    [Theory]
    [InlineData("vmi-percpu", NmiWatchdog.Lapic, 4)] // vmiclock.c counts in neither sum: false on every CPU.
    [InlineData("native-lapic", NmiWatchdog.Lapic, 0)]
    [InlineData("irq0-edge", NmiWatchdog.IoApic, 3)]
    [InlineData("vmi-percpu", NmiWatchdog.Default, 0)]
    [InlineData("irq0-edge", NmiWatchdog.Off, 0)]
    public void The_old_nmi_watchdog_speaks_after_5_s_when_it_is_on(string design, NmiWatchdog asked, int reports)
    {
        (string, int, long Seconds)[] found = Of(Silent("2.6.24", 12) with { NmiWatchdog = asked }, design);
        Assert.Equal(reports, found.Length);
        Assert.All(found, d => Assert.Equal(5, d.Seconds));
    }

    [Fact]
    public void With_the_watchdog_off_the_hard_lockup_is_not_looked_for() =>
        Assert.DoesNotContain(Of(Silent("6.17", 40) with { NmiWatchdog = NmiWatchdog.Off }, "irq0-edge"), d => d.Name == "hard-lockup");

    [Fact]
    public void A_starved_cpu_is_as_silent_as_a_stalled_one()
    {
        Scenario scenario = Silent("6.17", 30);
        scenario = scenario with { Tick = scenario.Tick with { Mode = TickMode.Periodic } };
        Assert.Equal(3, Of(scenario, "irq0-fasteoi").Count(d => d.Name == "hard-lockup"));
    }
}
