using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Sweeps;

/// <summary>A sweep as JSON: the scenario, then one entry a point with the object of each design.</summary>
internal static class SweepJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object and a line end.</summary>
    public static void Write(
        Stream stream, Scenario scenario, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SweepResult> results, int seeds)
    {
        JsonObject json = Head(scenario, seeds);
        json["axes"] = new JsonArray([.. axes.Select(axis => JsonValue.Create(axis.Key.Path))]);
        json["points"] = new JsonArray([.. results.Select(result => new JsonObject
        {
            ["values"] = new JsonObject(
                axes.Select(axis => KeyValuePair.Create(axis.Key.Path, axis.Key.Value(result.Experiment.Scenario)))),
            ["complete"] = result.Experiment.Complete,
            ["designs"] = new JsonArray([.. result.Experiment.Designs.Select(outcome => Of(outcome, seeds))]),
        })]);
        Write(stream, json);
    }

    /// <summary>What a sweep's objects begin with; its parameters are those of the scenario before the sweep.</summary>
    public static JsonObject Head(Scenario scenario, int seeds)
    {
        JsonObject json = new() { ["tickstorm"] = VersionLine.Version, ["scenario"] = scenario.Name, ["seed"] = scenario.Run.Seed };
        if (seeds > 1) json["seeds"] = seeds;
        json["parameters"] = ScenarioParameters.Of(scenario);
        json["parametersSha256"] = ScenarioParameters.Sha256(scenario);
        return json;
    }

    /// <summary>Writes an object and a line end.</summary>
    public static void Write(Stream stream, JsonObject json)
    {
        using (Utf8JsonWriter writer = new(stream, s_options)) json.WriteTo(writer);
        stream.Write("\n"u8);
        stream.Flush();
    }

    private static JsonObject Of(DesignOutcome outcome, int seeds) =>
        seeds > 1 ? SeedsJson.Of(outcome) : DesignJson.Of(outcome.First);
}
