using System.Text.Json.Nodes;

namespace Tickstorm.Kernel.Designs;

/// <summary>One property of a design, as a scenario gives it.</summary>
/// <param name="Name">The property's name, in the spelling of scenario files.</param>
/// <param name="Meaning">One sentence for the reference.</param>
/// <param name="Expected">What a value must look like.</param>
/// <param name="Value">A design's value; null when it has none.</param>
public sealed record DesignKey(string Name, string Meaning, string Expected, Func<Design, JsonNode?> Value)
{
    /// <summary>The design with a value; null when the value is not as expected.</summary>
    public required Func<Design, JsonNode?, Design?> Read { get; init; }
}
