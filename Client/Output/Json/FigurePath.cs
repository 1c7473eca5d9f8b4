using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output.Json;

/// <summary>One figure of a design's JSON, by its path. A constraint is 1 when it is kept, and 0 when it is broken.</summary>
/// <param name="Path">The path with dots, as in ticks.missing.</param>
internal sealed record FigurePath(string Path)
{
    // Lists are of other lengths in each result; what is in engine and wall is no matter of the scenario.
    private static readonly string[] s_apart = ["engine.", "wall.", "firstDrop."];
    private static readonly string[] s_noFigures =
    [
        "design", "chip", "flow", "intendedChip", "intendedFlow", "source", "mode", "phases", "supported", "whatIf", "reason", "digest",
        "jiffies.state",
    ];

    /// <summary>The paths of all figures.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Leaves(DesignJson.Of(new DesignResult { Design = "", Job = new(0, 1), Exits = new([], 0, 0, 0) }), "").Where(path =>
            !s_noFigures.Contains(path) && !s_apart.Any(part => path.StartsWith(part, StringComparison.Ordinal)))];

    /// <summary>The figure of a path, or of its last word.</summary>
    /// <exception cref="BadInputException">There is none, or several.</exception>
    public static FigurePath Parse(string text, string option)
    {
        if (All.Contains(text)) return new FigurePath(text);
        string[] found = [.. All.Where(path => path.EndsWith("." + text, StringComparison.Ordinal))];
        if (found.Length == 1) return new FigurePath(found[0]);
        if (found.Length > 1) throw new BadInputException($"{option}: \"{text}\" may be {string.Join(" or ", found)}; give the path");
        IEnumerable<string> words = All.Concat(All.Select(path => path.Split('.')[^1]));
        throw new BadInputException(
            $"{option}: there is no figure \"{text}\"{NearestWord.Hint(text, words)} (figures: {string.Join(", ", All)})");
    }

    /// <summary>The figure's mean over the seeds, and its interval when there are several; null when it is unknown.</summary>
    public Estimate? Of(DesignOutcome outcome)
    {
        double[] values = [.. outcome.Runs.Select(Of).OfType<double>()];
        return outcome.First.Supported ? Estimate.Of(values) : null;
    }

    /// <summary>True when the figure is a time, in ns.</summary>
    public bool IsTime => Path.EndsWith("Ns", StringComparison.Ordinal) || Path.StartsWith("latencyNs.", StringComparison.Ordinal)
        || Path is "lockWaitNs.total" or "lockWaitNs.max";

    private double? Of(DesignResult run)
    {
        JsonNode? node = DesignJson.Of(run with { PerCpu = null });
        foreach (string part in Path.Split('.')) node = (node as JsonObject)?[part];
        return node?.GetValueKind() switch
        {
            JsonValueKind.Number => node.GetValue<double>(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => null,
        };
    }

    private static IEnumerable<string> Leaves(JsonObject json, string prefix)
    {
        foreach ((string name, JsonNode? value) in json)
        {
            if (value is JsonObject inner)
            {
                foreach (string path in Leaves(inner, $"{prefix}{name}.")) yield return path;
            }
            else if (value is not JsonArray && name is not ("firstDrop" or "perCpu"))
            {
                yield return prefix + name;
            }
        }
    }
}
