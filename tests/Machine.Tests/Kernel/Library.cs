using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel;

/// <summary>The library's scenarios, cut short so that all of them run in seconds.</summary>
internal static class Library
{
    private const long CpuPeriods = 300;

    public static IEnumerable<string> Names => Repository.ScenarioNames;

    /// <summary>Every scenario with every design that it compares.</summary>
    public static IEnumerable<(string Name, string Design)> Pairs =>
        Names.SelectMany(name => DesignsOf(Short(name)).Select(design => (name, design)));

    /// <summary>A scenario cut to a few periods: two and a half, or more where there are few CPUs.</summary>
    public static Scenario Short(string name)
    {
        Scenario scenario = Repository.Scenario(name);
        long period = scenario.Tick.PeriodNs;
        long duration = Math.Max(period * 5 / 2, period * CpuPeriods / scenario.Machine.Cpus);
        return scenario with { Run = scenario.Run with { DurationNs = Math.Min(scenario.Run.DurationNs, duration) } };
    }

    /// <summary>A scenario cut to what happens around the first ticks.</summary>
    public static Scenario Brief(string name)
    {
        Scenario scenario = Short(name);
        return scenario with
        {
            Run = scenario.Run with { DurationNs = Math.Min(scenario.Run.DurationNs, scenario.Tick.PeriodNs + 60_000) },
        };
    }

    /// <summary>The designs that a scenario compares; the question of 2007 with all chips.</summary>
    public static IEnumerable<string> DesignsOf(Scenario scenario)
    {
        bool chips = scenario.Name == "irq0-2007";
        IEnumerable<string> designs = scenario.Designs.Count > 0 ? scenario.Designs : DesignLibrary.All.Select(d => d.Name);
        if (!chips) return designs;
        IEnumerable<string> variants = DesignLibrary.All.SelectMany(
            d => DesignLibrary.VariantsOf(d).Where(chip => chip != d.Chip).Select(chip => $"{d.Name}@{chip.Name()}"));
        return designs.Concat(variants).Distinct();
    }
}
