using Tickstorm.Kernel.Designs;

namespace Tickstorm.Client.Library;

/// <summary>The designs that are compared when none is named.</summary>
internal static class DesignCatalog
{
    /// <summary>All names, without variants.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DesignLibrary.All.Select(d => d.Name)];
}
