using Tickstorm.Client.Running;

namespace Tickstorm.Client.Output;

/// <summary>How rows are marked that were run although the kernel version has no such design.</summary>
internal static class WhatIf
{
    /// <summary>The design's name, with the mark if it has one.</summary>
    public static string Name(DesignOutcome outcome) => outcome.First.WhatIf ? outcome.Title + " *" : outcome.Title;

    /// <summary>What the mark means, one line for each reason; none when nothing is marked.</summary>
    public static IEnumerable<string> Lines(IEnumerable<DesignOutcome> outcomes) =>
        outcomes.Where(outcome => outcome.First.WhatIf).GroupBy(outcome => outcome.First.Reason)
            .Select(group => $"* what if: {string.Join(", ", group.Select(outcome => outcome.Design))}: {group.Key}");
}
