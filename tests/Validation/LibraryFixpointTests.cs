using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>What is calibrated from a library scenario's run, as its kernel would have recorded it, is that scenario, and then itself.</summary>
public sealed class LibraryFixpointTests
{
    private const double Most = 0.05;
    private const int MostCpus = 64;
    private const long LeastPeriods = 60, MostTicks = 16_000;

    // The ways of ticks that a recording can show.
    private static readonly string[] s_shown = ["native-lapic", "pit-broadcast", "hpet-broadcast"];

    private static readonly Dictionary<string, string> s_apart = new()
    {
        ["affinity-livelock"] = "a CPU that never leaves one interrupt does no ticks, which no rate says",
        ["hammer-line"] = "every CPU raises IRQ0 (irq0-edge), as no kernel ever did",
        ["hammer-lock"] = "VMI's timer, which no recording shows",
        ["madt-takeover"] = "every CPU raises IRQ0, as no kernel ever did",
        ["nohz-full-telco"] = "the CPUs that keep house wake by two timers, of which a calibrated task has one: 12 %, then 6 %",
        ["overcommit"] = "vCPUs take turns in step, and which ticks find a vCPU away is no distribution",
        ["own-design"] = "designs of its own, as no kernel ever did",
        ["random-phases"] = "phases are drawn anew each period, as no kernel's are: no rate can be seen",
        ["vmi-2.6.21"] = "VMI's timer, which no recording shows",
    };

    public static TheoryData<string> Names =>
        [.. All.Except(s_apart.Keys)];

    private static IEnumerable<string> All =>
        Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios");

    [Fact]
    public void Those_that_are_left_out_are_in_the_library() => Assert.Empty(s_apart.Keys.Except(All));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_library_scenario_that_was_run_and_calibrated_is_itself_and_stays_so(string name)
    {
        Scenario scenario = Short(name);
        string design = scenario.Designs.Count == 0 ? s_shown[0] : scenario.Designs.First(s_shown.Contains);
        CalibrationResult first = Again(scenario, design, [.. BusyOf(scenario)], name);
        Assert.Equal((design, scenario.Machine.Cpus, scenario.Tick.Hz),
            (first.DesignInUse, first.Scenario.Machine.Cpus, first.Scenario.Tick.Hz));
        CaptureFit fit = Prediction.Fit(first, Prediction.Run(scenario, design));
        CalibrationResult second = Again(first.Scenario, first.DesignInUse, [.. first.Scenario.Workload.BusyList!], name);
        Assert.Equal((design, scenario.Machine.Cpus, scenario.Tick.Hz, first.Scenario.Tick.Mode),
            (second.DesignInUse, second.Scenario.Machine.Cpus, second.Scenario.Tick.Hz, second.Scenario.Tick.Mode));
        CaptureFit again = Prediction.Fit(second, Prediction.Run(first.Scenario, first.DesignInUse));
        Assert.True(fit.TicksError <= Most && again.TicksError <= Most, $"{name}: {fit.TicksError:0.000}, then {again.TicksError:0.000}");
    }

    private static CalibrationResult Again(Scenario scenario, string design, HashSet<int> busy, string name)
    {
        using Stream trace = KernelText.Of(scenario, design, busy);
        return Calibrator.Calibrate(trace, name);
    }

    private static IEnumerable<int> BusyOf(Scenario scenario) =>
        scenario.Workload.BusyList ?? Enumerable.Range(0, scenario.Workload.BusyCount(scenario.Machine.Cpus));

    // As many CPUs and periods as take less than a second together.
    private static Scenario Short(string name)
    {
        ScenarioReading reading = ScenarioReader.Read(File.ReadAllText(Path.Combine(Folder, name + ".yaml")), name, name);
        Scenario scenario = reading.Scenario!;
        long period = scenario.Tick.PeriodNs;
        int cpus = Math.Min(scenario.Machine.Cpus, MostCpus);
        return scenario with
        {
            Machine = scenario.Machine with { Cpus = cpus },
            Run = scenario.Run with
            {
                DurationNs = Math.Clamp(scenario.Run.DurationNs, LeastPeriods * period, MostTicks / cpus * period),
            },
        };
    }
}
