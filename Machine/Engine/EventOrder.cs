namespace Tickstorm.Engine;

/// <summary>The one total order of messages within a process: (time, source, sequence). Every engine uses this comparer.</summary>
/// <remarks>
/// Messages are class 0, local events class 1: at equal times a process takes its messages first.
/// Class 1 has its own fixed ranks, kept by each model's list of local events.
/// </remarks>
public sealed class EventOrder : IComparer<Message>
{
    /// <summary>The comparer.</summary>
    public static readonly EventOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(Message x, Message y) => Compare(in x, in y);

    /// <summary>Negative when <paramref name="x"/> comes first.</summary>
    public static int Compare(in Message x, in Message y)
    {
        if (x.Time != y.Time) return x.Time < y.Time ? -1 : 1;
        if (x.Source != y.Source) return x.Source < y.Source ? -1 : 1;
        return x.Sequence.CompareTo(y.Sequence);
    }
}
