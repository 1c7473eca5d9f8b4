using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Library;

/// <summary>A result's JSON as input: the scenario that it was made of, and the digests that running it again must give.</summary>
/// <param name="Path">The file.</param>
/// <param name="Scenario">The scenario with the designs of the result.</param>
/// <param name="Seeds">With how many seeds it was run.</param>
/// <param name="Digests">The digests of each design, one a seed; none of a design that was not run to its end.</param>
internal sealed record ResultFile(string Path, Scenario Scenario, int Seeds, IReadOnlyDictionary<string, string[]> Digests)
{
    private const int LargestFile = 64 * 1024 * 1024;

    /// <summary>Reads the JSON of run or compare, or an object of parameters alone.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static ResultFile Load(InputFile input)
    {
        ArgumentNullException.ThrowIfNull(input);
        string path = input.Path;
        if (!input.Exists) throw new BadInputException($"--from {path}: there is no such file");
        try
        {
            if (JsonNode.Parse(input.Text("a result", LargestFile)) is JsonObject root) return Of(root, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException)
        {
            throw new BadInputException($"--from {path}: this is no result of run or compare: {e.Message}");
        }

        throw new BadInputException($"--from {path}: this is no result of run or compare: an object was expected");
    }

    private static ResultFile Of(JsonObject root, string path)
    {
        JsonObject parameters = root["parameters"] as JsonObject ?? root;
        JsonObject[] results = [.. (root["designs"] as JsonArray ?? []).OfType<JsonObject>()];
        JsonArray own = root["ownDesigns"] as JsonArray ?? [];
        JsonObject values = parameters.DeepClone().AsObject();
        values["designs"] = new JsonArray(
            [.. results.Select(result => own.FirstOrDefault(o => (string?)o?["name"] == (string?)result["design"]) ?? result["design"])
                .Select(node => node?.DeepClone())]);
        JsonNode?[] injected = [.. results.Select(result => result["injected"])];
        if (injected.Any(one => !JsonNode.DeepEquals(one, injected[0])))
            throw new BadInputException($"--from {path}: its designs got different interrupts from outside; each is a run of its own");
        if (injected is [{ } all, ..]) values["workload.inject"] = all.DeepClone();
        string name = (string?)root["scenario"] ?? System.IO.Path.GetFileNameWithoutExtension(path);
        ScenarioReading reading = ScenarioReader.ReadParameters(values, path, name, OwnDesigns.Problems);
        Scenario scenario = reading.Scenario ?? throw BadInputException.Of(reading.Problems);
        if (root["seed"] is { } seed) scenario = scenario with { Run = scenario.Run with { Seed = seed.GetValue<ulong>() } };
        bool complete = root["complete"]?.GetValue<bool>() ?? false;
        return new ResultFile(
            path, scenario, root["seeds"]?.GetValue<int>() ?? 1,
            complete ? results.ToDictionary(result => (string)result["design"]!, DigestsOf) : new Dictionary<string, string[]>());
    }

    private static string[] DigestsOf(JsonObject result) => result["digests"] is JsonArray several
        ? [.. several.Select(digest => (string?)digest).OfType<string>()]
        : result["digest"] is { } one ? [(string)one!] : [];
}
