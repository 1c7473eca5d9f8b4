using System.Reflection;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Support;

/// <summary>The scenarios of the library, cut short.</summary>
internal static class TestMachines
{
    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static string Folder => Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "scenarios");

    /// <summary>A scenario with at most so many CPUs and so much time.</summary>
    public static Scenario Load(string name, int mostCpus = 96, long mostNs = 6_000_000)
    {
        ScenarioReading reading = ScenarioReader.Read(File.ReadAllText(Path.Combine(Folder, name + ".yaml")), name, name);
        Scenario full = reading.Scenario ?? throw new InvalidOperationException(string.Join("; ", reading.Problems));
        int cpus = Math.Min(full.Machine.Cpus, mostCpus);
        Scenario cut = full with
        {
            Machine = full.Machine with { Cpus = cpus, Irq0Target = Math.Min(full.Machine.Irq0Target, cpus - 1) },
            Run = full.Run with { DurationNs = Math.Min(full.Run.DurationNs, Math.Max(mostNs, 3_000_000_000 / full.Tick.Hz)) },
        };
        return cut;
    }
}
