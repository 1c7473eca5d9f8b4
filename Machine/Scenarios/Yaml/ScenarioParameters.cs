using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Tickstorm.Scenarios.Yaml;

/// <summary>The effective values that decide a design's result, the seed apart: echoed in every result.</summary>
public static class ScenarioParameters
{
    // A name, a choice of designs, a trace and the seed do not make it another experiment.
    private static readonly string[] s_apart =
        ["name", "description", "designs", "run.seed", "trace.oneIn", "trace.perCpu", "trace.perSecond"];

    /// <summary>Path to value, in the order of a file.</summary>
    public static JsonObject Of(Scenario scenario) => new(ScenarioKeys.All
        .Where(key => !s_apart.Contains(key.Path))
        .Select(key => KeyValuePair.Create(key.Path, key.Value(scenario))));

    /// <summary>SHA-256 over the object of <see cref="Of"/> as JSON without white space, 64 hex digits.</summary>
    public static string Sha256(Scenario scenario) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(scenario).ToJsonString())));
}
