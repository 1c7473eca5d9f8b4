using Tickstorm.Client.Running;
using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>A column of figures in the table of designs, on the console and in reports.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Of">Its figure.</param>
/// <param name="Rank">When a narrow terminal shows it: 0 always, then lower ones first.</param>
/// <param name="MustBeZero">True when anything but 0 is bad.</param>
internal sealed record OutcomeColumn(string Heading, Func<DesignResult, double?> Of, int Rank, bool MustBeZero = false)
{
    // What was lost, and by what: expected = handled + coalesced + dropped + masked + never raised + open.
    private static readonly OutcomeColumn[] s_all =
    [
        new("lost", Figure.Lost.Of, 0, MustBeZero: true),
        new("coalesced", r => r.Ticks.Coalesced, 6),
        new("dropped", r => r.Ticks.Dropped, 5),
        new("masked", r => r.Ticks.Masked, 8),
        new("never raised", r => r.Ticks.NeverRaised, 7),
        new("open", r => r.Ticks.Pending, 9),
        new("late", r => r.Ticks.Late, 0),
        new("stalled", r => r.StalledCpus, 4, MustBeZero: true),
        new("starved", r => r.StarvedCpus, 10, MustBeZero: true),
    ];

    /// <summary>True for what every table has, even where it is 0 for every design.</summary>
    public bool IsAlways => Rank == 0;

    /// <summary>The columns that say something: lost and late, and those that are not 0 for every design.</summary>
    public static IReadOnlyList<OutcomeColumn> Shown(Experiment experiment) =>
    [
        .. s_all.Where(column => column.IsAlways
            || experiment.Runs.Any(run => run.Supported && column.Of(run) is { } value && value != 0)),
    ];

    /// <summary>Names the columns that are not shown; null when all are.</summary>
    public static string? AllZero(IReadOnlyList<OutcomeColumn> shown)
    {
        string[] zero = [.. s_all.Except(shown).Select(column => column.Heading)];
        return zero.Length == 0 ? null : $"0 in every row: {string.Join(", ", zero)}";
    }
}
