using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Library;

/// <summary>The designs that can be named on the command line and in scenarios.</summary>
internal static class DesignCatalog
{
    /// <summary>All names, without variants.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DesignLibrary.All.Select(d => d.Name)];

    /// <summary>What is wrong with a design's name and what would be right; null when nothing is.</summary>
    public static string? Problem(string name)
    {
        if (DesignLibrary.Find(name) is not null) return null;
        string baseName = name.Split('@')[0];
        return DesignLibrary.Find(baseName) is { } design
            ? DesignLibrary.VariantsOf(design) is { Count: > 0 } chips
                ? $"there is no design \"{name}\"; {baseName} has the variants {string.Join(", ", chips.Select(chip => "@" + chip.Name()))}"
                : $"there is no design \"{name}\"; {baseName} has no variants"
            : $"there is no design \"{name}\"{NearestWord.Hint(baseName, Names)} (designs: {string.Join(", ", Names)})";
    }
}
