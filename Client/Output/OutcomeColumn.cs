using Tickstorm.Client.Running;
using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>A column of figures in the table of designs, on the console and in reports.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Of">Its figure.</param>
/// <param name="MustBeZero">True when anything but 0 is bad.</param>
internal sealed record OutcomeColumn(string Heading, Func<DesignResult, double?> Of, bool MustBeZero = false)
{
    // What was lost, and by what: expected = handled + coalesced + dropped + masked + never raised + open.
    private static readonly OutcomeColumn[] s_all =
    [
        new("lost", Figure.Lost.Of, MustBeZero: true),
        new("coalesced", r => r.Ticks.Coalesced),
        new("dropped", r => r.Ticks.Dropped),
        new("masked", r => r.Ticks.Masked),
        new("never raised", r => r.Ticks.NeverRaised),
        new("open", r => r.Ticks.Pending),
        new("late", r => r.Ticks.Late),
        new("stalled", r => r.StalledCpus, MustBeZero: true),
        new("starved", r => r.StarvedCpus, MustBeZero: true),
    ];

    /// <summary>The columns that say something: those that are 0 for every design are left out.</summary>
    public static IReadOnlyList<OutcomeColumn> Shown(Experiment experiment) =>
        [.. s_all.Where(column => experiment.Runs.Any(run => run.Supported && column.Of(run) is { } value && value != 0))];
}
