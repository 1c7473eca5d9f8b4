using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Scenarios;

/// <summary>Shorthand for tests that read scenarios.</summary>
internal static class Reading
{
    public static Scenario Good(string yaml)
    {
        ScenarioReading reading = ScenarioReader.Read(yaml, "test.yaml", "test", Design);
        Assert.Empty(reading.Problems);
        return reading.Scenario!;
    }

    public static string Bad(string yaml)
    {
        ScenarioReading reading = ScenarioReader.Read(yaml, "test.yaml", "test", Design);
        Assert.Null(reading.Scenario);
        return string.Join('\n', reading.Problems);
    }

    private static IEnumerable<(string, string)> Design(Scenario scenario) => scenario.Designs
        .Where(name => name is not ("irq0-edge" or "vmi-percpu")).Select(name => ("designs", $"there is no design {name}"));
}
