using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>What is calibrated from a trace of the library's scenarios gives itself again.</summary>
public sealed class LibraryTests
{
    private const double Most = 0.05;

    // A rate needs some ticks of each CPU; more of them than this cost time and show no more.
    private const int Periods = 100, Ticks = 5_000, MostCpus = 128;

    // Designs of the question of 2007 under which most CPUs never tick a second time (docs/model.md): there is no rate to be seen.
    private static readonly string[] s_once = ["irq0-level@xt-pic", "irq0-percpu-reserved@xt-pic"];

    // One line for all CPUs, whose handler shuts the others out: with as many CPUs it loses most ticks, and what is left shows no rate.
    private static readonly string[] s_lost =
    [
        "irq0-simple", "irq0-level", "irq0-fasteoi", "irq0-edge", "irq0-edge-eoi", "irq0-do-irq", "irq0-percpu-taken-over",
    ];

    // A saved guest's line stands still and then catches up: each CPU's ticks seem to come twice as often.
    private static readonly string[] s_saved = ["snapshot-restore/pit-broadcast"];

    public static TheoryData<string> Scenarios => [.. Repository.ScenarioNames];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_scenario_calibrated_from_a_trace_of_the_library_gives_itself_again(string name)
    {
        Scenario scenario = Short(name);
        IReadOnlyList<string> designs = scenario.Designs.Count > 0 ? scenario.Designs : ["native-lapic"];
        string[] wrong =
        [
            .. designs.Where(design => !IsApart(name, design)).Select(design => (design, Wrong(scenario, design)))
                .Where(pair => pair.Item2 is not null).Select(pair => $"{pair.design}: {pair.Item2}"),
        ];
        Assert.True(wrong.Length == 0, $"{name}: {string.Join("; ", wrong)}");
    }

    private static bool IsApart(string name, string design) => name.StartsWith("irq0-2007", StringComparison.Ordinal)
        ? s_once.Contains(design) || s_lost.Contains(design) : s_saved.Contains($"{name}/{design}");

    // As long as shows the rate, on as many CPUs as show the scenario.
    private static Scenario Short(string name)
    {
        Scenario scenario = Repository.Scenario(name);
        int cpus = Math.Min(scenario.Machine.Cpus, MostCpus);
        long period = scenario.Tick.PeriodNs, duration = Math.Clamp((long)Ticks / cpus, 10, Periods) * period + period / 2;
        return scenario with
        {
            Machine = scenario.Machine with { Cpus = cpus },
            Run = scenario.Run with { DurationNs = duration },
        };
    }

    // What differs between a calibrated scenario and what is calibrated from its run; null when nothing does.
    private static string? Wrong(Scenario scenario, string design)
    {
        CalibrationResult first, second;
        try
        {
            first = Of(scenario, design);
            second = Of(first.Scenario, first.DesignInUse);
        }
        catch (Traces.Formats.TraceFormatException e)
        {
            return e.Message;
        }

        if (first.Scenario.Machine.Cpus != second.Scenario.Machine.Cpus) return "CPUs";
        if (first.DesignInUse != second.DesignInUse) return $"{first.DesignInUse} and then {second.DesignInUse}";
        if (first.Scenario.Tick.Hz != second.Scenario.Tick.Hz) return $"HZ {first.Scenario.Tick.Hz} and then {second.Scenario.Tick.Hz}";
        if (first.Scenario.Tick.Mode != second.Scenario.Tick.Mode) return "mode";
        CaptureFit fit = Prediction.Fit(second, Prediction.Run(first.Scenario, first.DesignInUse));
        return fit.TicksError is { } error and > Most ? FormattableString.Invariant($"ticks apart by {error:0.000}") : null;
    }

    private static CalibrationResult Of(Scenario scenario, string design)
    {
        int cpus = scenario.Machine.Cpus;
        HashSet<int> tasks = [.. scenario.Workload.BusyList ?? Enumerable.Range(0, scenario.Workload.BusyCount(cpus))];
        using Stream trace = KernelText.Of(scenario, design, tasks);
        return Calibrator.Calibrate(trace, scenario.Name);
    }
}
