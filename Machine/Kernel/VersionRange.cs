using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>The versions that have something.</summary>
/// <param name="From">The first.</param>
/// <param name="Before">The first that has it no more; null when all later ones have it.</param>
/// <param name="Why">What was in which versions, as a clause.</param>
public sealed record VersionRange(KernelVersion From, KernelVersion? Before, string Why)
{
    /// <summary>Why a version has it not; null when it has.</summary>
    public string? WhyNot(KernelVersion version)
    {
        bool has = version >= From && (Before is not { } end || version < end);
        return has ? null : $"not in Linux {version}: {Why}";
    }

    /// <summary>The first versions in a row in which a switch has one of some values.</summary>
    internal static VersionRange Of<T>(KernelSwitch<T> kernel, Func<T, bool> has, string why)
    {
        KernelVersion[] changes = [.. kernel.Changes.Select(change => change.From)];
        int first = Array.FindIndex(changes, version => has(kernel.Of(version)));
        int end = Array.FindIndex(changes, first, version => !has(kernel.Of(version)));
        return new VersionRange(changes[first], end < 0 ? null : changes[end], why);
    }
}
