using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Designs;

/// <summary>The designs that can be named on the command line and in scenarios.</summary>
internal static class DesignCatalog
{
    // TEMPORARY until the library of designs is merged: names, each with the variants it has.
    private static readonly string[] s_plain =
    [
        "native-lapic", "emulated-lapic", "vmi-own-vector", "vmi-global-clock-event", "vmi-percpu",
        "irq0-simple", "irq0-level", "irq0-fasteoi", "irq0-edge", "irq0-edge-eoi", "irq0-do-irq",
        "irq0-percpu-io-apic-chip", "irq0-percpu-taken-over", "irq0-percpu-reserved", "pit-broadcast",
    ];

    private static readonly string[] s_withVariants = ["irq0-simple", "irq0-level", "irq0-fasteoi", "irq0-edge", "irq0-edge-eoi", "irq0-do-irq"];

    private static readonly string[] s_variants = ["io-apic", "local", "xt-pic"];

    /// <summary>All names, without variants.</summary>
    public static IReadOnlyList<string> Names => s_plain;

    /// <summary>What is wrong with a design's name and what would be right; null when nothing is.</summary>
    public static string? Problem(string name) =>
        IsKnown(name) ? null : $"there is no design \"{name}\"{NearestWord.Hint(name.Split('@')[0], Names)} (designs: {string.Join(", ", Names)}; the irq0 ones also with @local or @xt-pic)";

    private static bool IsKnown(string name)
    {
        string[] parts = name.Split('@', 2);
        return parts.Length == 1 ? s_plain.Contains(name) : s_withVariants.Contains(parts[0]) && s_variants.Contains(parts[1]);
    }
}
