using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>What designs of one's own change of their scenario.</summary>
public static class DesignOverrides
{
    /// <summary>
    /// The scenario as it is under a design: machine and costs with the design's own values. Applied twice it is the same.
    /// </summary>
    public static Scenario Under(this Scenario scenario, string design)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.OwnDesign(design) is not { Overrides.Count: > 0 } own) return scenario;
        ProblemList unheard = new(design, hasLines: false); // They were read before, with their problems.
        Scenario under = scenario;
        foreach ((string path, JsonNode value) in own.Overrides)
            under = ScenarioKeys.At(path)!.Read(JsonNodes.ToYaml(value), under, unheard);
        return under;
    }
}
