using System.Text.Json.Nodes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Kernel.Designs;

/// <summary>Makes designs of what a scenario says of its own ones.</summary>
public static class OwnDesigns
{
    /// <summary>What is wrong with a scenario's designs, each with the path of the value to change.</summary>
    public static IEnumerable<(string Path, string Message)> Problems(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        foreach (string name in scenario.Designs)
            if (scenario.OwnDesign(name) is null && DesignLibrary.Problem(name, scenario) is { } wrong) yield return ("designs", wrong);
        foreach (OwnDesign own in scenario.OwnDesigns)
            foreach ((string property, string message) in Build(own).Problems) yield return ($"designs/{own.Name}/{property}", message);
    }

    /// <summary>The design, and what is wrong with it; it is whole when nothing is.</summary>
    internal static (Design Design, List<(string Property, string Message)> Problems) Build(OwnDesign own)
    {
        List<(string, string)> problems = [];
        if (DesignLibrary.All.Any(design => design.Name == own.Name))
            problems.Add(("", $"{own.Name} is a built-in design; one's own needs another name"));
        Design design = Start(own, problems);
        foreach ((string name, JsonNode? value) in own.Properties)
        {
            if (name == DesignKeys.Like) continue;
            if (DesignKeys.Find(name) is not { } key)
            {
                string[] known = [DesignKeys.Like, .. DesignKeys.All.Select(k => k.Name), "machine", "costs"];
                string hint = $"{NearestWord.Hint(name, known)} (its properties are {string.Join(", ", known)})";
                problems.Add((name, $"a design has no property \"{name}\"{hint}"));
            }
            else if (key.Read(design, value) is { } changed)
            {
                design = changed;
            }
            else
            {
                problems.Add((name, $"{name} of {own.Name} is {Text(value)}; it must be {key.Expected}"));
            }
        }

        if (problems.Count == 0)
            problems.AddRange(DesignRules.Of(design).Select(rule => (rule.Property, $"{rule.Property} of {own.Name} {rule.Message}")));
        return (design, problems);
    }

    private static Design Start(OwnDesign own, List<(string, string)> problems)
    {
        string others = string.Join(", ", own.ToJson().Where(pair => pair.Key is not ("name" or DesignKeys.Like)).Select(pair => pair.Key));
        if (!own.Properties.TryGetPropertyValue(DesignKeys.Like, out JsonNode? like))
            return new Design { Name = own.Name, Description = "A design of one's own." };
        string name = like is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        if (DesignLibrary.Find(name) is { } found)
        {
            string but = others.Length > 0 ? $", with other {others}" : "";
            return found with { Name = own.Name, Description = $"As {name}{but}.", Approach = null };
        }

        problems.Add((DesignKeys.Like, DesignLibrary.Problem(name)!));
        return new Design { Name = own.Name, Description = "" };
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "empty",
        JsonValue => $"\"{value}\"",
        JsonArray => "a list",
        _ => "not of that form",
    };
}
