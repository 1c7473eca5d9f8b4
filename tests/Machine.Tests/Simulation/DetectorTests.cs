using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

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
    [InlineData("2.6.36", 60)]
    [InlineData("2.6.39", 60)]
    [InlineData("3.0", 10)]
    [InlineData("6.17", 10)]
    public void A_hard_lockup_is_found_by_the_second_sample_of_the_version(string kernel, int seconds)
    {
        DetectorReport[] found =
            [.. Rig.Run(Silent(kernel, 130), "irq0-edge").Result.Detectors.Where(d => d.Name == "hard-lockup")];
        Assert.Equal(seconds == 0 ? [] : [1, 2, 3], found.Select(d => d.Cpu).Order());
        // Each CPU's samples have a phase of their own; its last tick was in the first few milliseconds.
        Assert.All(found, d => Assert.InRange(d.TimeNs, seconds * Second, 2 * seconds * Second + Second / 10));
        Assert.Equal(found.Length, found.Select(d => d.TimeNs).Distinct().Count());
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
        long again = 4 * seconds;
        Assert.Equal(
            seconds == 0 ? [] : again < 65 ? [seconds, seconds, seconds, again, again, again] : [seconds, seconds, seconds], found);
    }

    [Fact]
    public void Where_no_cpu_ticks_any_more_nobody_says_a_stall()
    {
        (string Name, int, long)[] found = Of(Silent("6.17", 40, cpus: 8), "irq0-simple");
        Assert.Equal(8, found.Count(d => d.Name == "hard-lockup"));
        Assert.Equal(8, found.Length);
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
    public void The_cpu_before_looks_where_there_is_no_nmi()
    {
        (string Name, int, long Seconds)[] found = Of(Silent("6.17", 40) with { NmiWatchdog = NmiWatchdog.Buddy }, "irq0-edge");
        // CPU 0 alone ticks: nobody looks at those whose buddy is silent. Its third timers are 12 s apart.
        Assert.Equal([("hard-lockup", 1, 12L)], found.Where(d => d.Name == "hard-lockup"));
    }

    [Theory]
    [InlineData("2.6.24", 0)]
    [InlineData("2.6.25", 1)]
    [InlineData("6.17", 1)]
    public void The_clocksource_watchdog_stays_on_the_first_silent_cpu(string kernel, int reports)
    {
        DetectorReport[] found = [.. Rig.Run(Silent(kernel, 10), "irq0-edge").Result.Detectors.Where(d => d.Name == "clocksource-watchdog")];
        Assert.Equal(reports, found.Length);
        Assert.All(found, d => Assert.InRange(d.TimeNs, Second, 3 * Second));
    }

    [Fact]
    public void Where_jiffies_stand_still_no_timer_says_anything()
    {
        // Nobody updates them for a timekeeper that has lost, until 5.17.
        Scenario scenario = Silent("5.17", 40) with { };
        scenario = scenario with { Tick = scenario.Tick with { Timekeeper = 1 } };
        Assert.All(Rig.Run(scenario, "irq0-edge").Result.Detectors, d => Assert.Equal("hard-lockup", d.Name));
        Assert.Contains(Rig.Run(scenario.On("5.18"), "irq0-edge").Result.Detectors, d => d.Name == "rcu-stall");
    }

    [Fact]
    public void What_a_detector_says_is_an_event_of_the_run()
    {
        Scenario scenario = Silent("6.1", 25);
        Rig rig = Rig.Run(scenario, "irq0-edge");
        Assert.Equal(
            rig.Result.Detectors.Select(d => (d.Name, d.Cpu, d.TimeNs)),
            rig.Of(TraceKind.Detected).Select(r => (Detection.Kind(r.Argument).Name(), r.Cpu, r.Time)));
        Assert.Equal(0, rig.Of(TraceKind.Detected).Last().Peer);
        // Before the first of them, a run that is looked at is one that is not.
        DesignResult brief = Rig.Run(scenario with { Run = scenario.Run with { DurationNs = 900_000_000 } }, "irq0-edge").Result;
        Assert.Empty(brief.Detectors);
    }

    [Fact]
    public void Every_engine_and_window_says_the_same_at_the_same_time()
    {
        Scenario scenario = Silent("6.1", 22, cpus: 3);
        scenario = scenario with { Workload = scenario.Workload with { ReschedulePerSecond = 10 } };
        Design design = DesignLibrary.Find("irq0-edge")!;
        SmpMachine machine = Agreement.Holds(
            () => new SmpMachine(scenario, design), scenario.Run.DurationNs, trace: true, threadCounts: [1, 2, 3],
            windows: [1_000_000, 10_000_000, 0]);
        Assert.True(machine.Statistics.Sum(statistics => statistics.Detections.Count) >= 4);
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
