using System.Text;
using System.Text.Json.Nodes;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Library;

/// <summary>docs/designs.md: every design and every property of one, read off the record.</summary>
internal static class DesignReference
{
    private const string Head =
        """
        # Designs

        A design is one complete way to deliver local ticks: what raises them, where they enter the kernel, the chip and flow handler of
        their line, what boot does to it, and what each step costs in exits and calls. `tickstorm designs page` writes this page from the
        designs themselves; `tickstorm designs list` and `tickstorm designs show NAME` print the same.

        ## Designs of one's own

        A scenario may define designs beside the built-in ones that it names:

        ```yaml
        designs:
          - vmi-percpu
          - name: slow-host
            like: vmi-percpu
            exitsToEoi: 1
            callsToEoi: 0
            costs: {vm.exit: 4us}
        ```

        - `name` is letters, digits, dots and dashes, and no built-in design's. `like` names a built-in design, with its variant if need be,
          from which all other properties come; without it they have the defaults below.
        - `machine` and `costs` hold values of the scenario that are others under this design alone, with the keys of
          [scenarios.md](scenarios.md). They win over the scenario's and over options.
        - `tickstorm designs show NAME` prints a built-in design in this form. A copy has the digest of the original, on every engine and
          on a cluster.
        - What would do nothing, or does not go together, is refused with line and column.

        | property | default | meaning | values |
        |---|---|---|---|

        """;

    /// <summary>The page.</summary>
    public static string Page()
    {
        StringBuilder text = new(Head);
        Design usual = new() { Name = "x", Description = "A design of one's own." };
        foreach (DesignKey key in DesignKeys.All)
        {
            JsonNode? value = key.Value(usual);
            string shown = value is null ? "none" : $"`{(value is JsonObject { Count: 0 } ? "{}" : ScenarioWriter.Flow(value))}`";
            text.Append($"| `{key.Name}` | {shown} | {key.Meaning} | {key.Expected} |\n");
        }

        text.Append("\n## The built-in designs\n\n| design | what it is | approach of the mail |\n|---|---|---|\n");
        foreach (Design design in DesignLibrary.All)
            text.Append($"| [{design.Name}](#{design.Name}) | {design.Description} | {DesignText.Approach(design)} |\n");
        foreach (Design design in DesignLibrary.All) Describe(text, design);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, Design design)
    {
        text.Append($"\n### {design.Name}\n\n{design.Description}\n\n");
        if (design.Approach is { } approach) text.Append($"Approach of the mail: {approach}.\n\n");
        if (DesignText.Variants(design) is { Length: > 0 } variants) text.Append($"Chips: {variants}.\n\n");
        foreach ((string name, string value) in DesignText.Properties(design)) text.Append($"- `{name}: {value}`\n");
        foreach (Claim claim in design.Claims) text.Append($"- {claim.Id} {(claim.Kept ? "kept" : "broken")}: {claim.Why}\n");
    }
}
