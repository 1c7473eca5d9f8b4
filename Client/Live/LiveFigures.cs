using Tickstorm.Client.Output;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Live;

/// <summary>A run's figures at a moment.</summary>
/// <param name="NowNs">Virtual time, ns.</param>
/// <param name="Raised">Ticks that expired.</param>
/// <param name="Handled">Ticks that reached their handler.</param>
/// <param name="Late">Handled ticks whose waits exceeded the threshold.</param>
/// <param name="Coalesced">Ticks merged into one already pending.</param>
/// <param name="Dropped">Ticks that a flow handler dropped.</param>
/// <param name="Masked">Ticks lost to a mask.</param>
/// <param name="Worst">The line or lock with the longest waits; null when nobody waited.</param>
/// <param name="SilentCpus">CPUs whose ticks have been missing for two periods.</param>
internal sealed record LiveFigures(
    long NowNs, long Raised, long Handled, long Late, long Coalesced, long Dropped, long Masked, LiveLine? Worst, int SilentCpus)
{
    /// <summary>Ticks that are neither handled nor lost yet.</summary>
    public long Open => Raised - Handled - Coalesced - Dropped - Masked;

    /// <summary>The outcomes with their names, in order.</summary>
    public IEnumerable<(string Name, long Count)> Outcomes =>
        [("raised", Raised), ("handled", Handled), ("late", Late), ("coalesced", Coalesced), ("dropped", Dropped), ("masked", Masked),
            ("open", Open)];

    /// <summary>The worst line in words.</summary>
    public string WorstText => Worst is { } line
        ? $"{line.Name}: {Numbers.Text(line.Waits)} waits, {Readable.Time(line.TotalNs)} in all, {Numbers.Text(line.Queue)} waiting now"
        : "nobody has waited";
}

/// <summary>A line or lock.</summary>
internal sealed record LiveLine(string Name, long Waits, long TotalNs, int Queue);
