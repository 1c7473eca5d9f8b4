using System.Text;
using System.Text.Json.Nodes;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Library;

/// <summary>Designs in words and as scenario files give them, read off the record.</summary>
internal static class DesignText
{
    private const string NoApproach = "none of the mail's";

    /// <summary>The mail's approach that a design is, or that it is none.</summary>
    public static string Approach(Design design) => design.Approach ?? NoApproach;

    /// <summary>The chips that it exists with, as in "@io-apic, @local"; nothing when it has no variants.</summary>
    public static string Variants(Design design) => string.Join(", ", DesignLibrary.VariantsOf(design).Select(chip => "@" + chip.Name()));

    /// <summary>A design as a scenario of one's own, ready to be copied and changed.</summary>
    public static string Scenario(Design design)
    {
        StringBuilder text = new();
        text.Append($"# {design.Name}: {design.Description}\n");
        text.Append($"# Approach of the mail: {Approach(design)}.\n");
        if (Variants(design) is { Length: > 0 } variants) text.Append($"# Chips: {variants}.\n");
        text.Append($"# A scenario of one's own with a copy of it; \"like: {design.Name}\" and what differs says the same in two lines.\n");
        string name = "my-" + design.Name.Replace('@', '-');
        text.Append($"designs:\n  - name: {name}\n");
        JsonObject properties = DesignKeys.ToOwn(design, name).Properties;
        foreach (DesignKey key in DesignKeys.All)
        {
            if (!properties.TryGetPropertyValue(key.Name, out JsonNode? value)) continue;
            text.Append($"    # {key.Meaning}\n");
            text.Append($"    {key.Name}: {ScenarioWriter.Flow(value)}\n");
        }

        return text.ToString();
    }

    /// <summary>What a design is, in words: its properties that are not the usual ones.</summary>
    public static IEnumerable<(string Name, string Value)> Properties(Design design)
    {
        Design usual = new() { Name = design.Name, Description = design.Description };
        string[] told = ["description", "approach", "claims"];
        foreach (DesignKey key in DesignKeys.All.Where(key => !told.Contains(key.Name)))
        {
            string value = ScenarioWriter.Flow(key.Value(design));
            if (value != ScenarioWriter.Flow(key.Value(usual))) yield return (key.Name, value);
        }
    }
}
