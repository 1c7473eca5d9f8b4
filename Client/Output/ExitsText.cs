using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Output;

/// <summary>What virtual CPUs left their guests for, in a sentence.</summary>
internal static class ExitsText
{
    /// <summary>The sentence of a design; null without a hypervisor, or where no tick was handled.</summary>
    public static string? Of(DesignOutcome outcome)
    {
        DesignResult first = outcome.First;
        if (first.Exits is not { } exits || first.Ticks.Handled == 0) return null;
        IEnumerable<string> reasons = exits.Reasons.OrderByDescending(reason => reason.Count)
            .Select(reason => $"{reason.Reason.Name()} {Numbers.Text(Math.Round((double)reason.Count / first.Ticks.Handled, 2))}");
        string timers = exits.HostTimers == 0 ? "" : $"; the host's timer stopped no guest {Numbers.Text(exits.HostTimers)} times";
        return $"Exits of {outcome.Design} for each tick: {string.Join(", ", reasons)}{timers}.";
    }
}
