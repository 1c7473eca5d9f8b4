namespace Tickstorm.Engine;

/// <summary>The published values of a model, numbered from 0.</summary>
public sealed class Publications(params Publication[] values)
{
    /// <summary>A model has at most this many: what an execution has read of them is one interval for each.</summary>
    public const int Most = 5;

    /// <summary>None at all.</summary>
    public static Publications None { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => values.Length;

    /// <summary>One of them.</summary>
    public Publication this[int value] => values[value];

    /// <summary>True when one of them is other than what readers have seen.</summary>
    public bool HasChange
    {
        get
        {
            foreach (Publication value in values)
                if (value.HasChange) return true;
            return false;
        }
    }

    /// <summary>From when on a reader sees the first change, ns; <see cref="long.MaxValue"/> when there is none.</summary>
    public long ChangedFromNs
    {
        get
        {
            long from = long.MaxValue;
            foreach (Publication value in values)
                if (value.HasChange) from = Math.Min(from, value.ChangedFromNs);
            return from;
        }
    }

    /// <summary>
    /// From when on a reader sees the first change of one process's values, ns; <see cref="long.MaxValue"/> when there is none.
    /// </summary>
    public long ChangedFromNsOf(int process)
    {
        long from = long.MaxValue;
        foreach (Publication value in values)
            if (value.Writer == process && value.HasChange) from = Math.Min(from, value.ChangedFromNs);
        return from;
    }

    /// <summary>True when who has read so saw, or would have seen, what has changed.</summary>
    public bool Touches(in ReadsOfAll reads)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i].HasChange && values[i].Touches(reads[i])) return true;
        return false;
    }

    /// <summary>The numbers of those that are other than what readers have seen; returns how many there are.</summary>
    public int Changed(Span<int> into)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
            if (values[i].HasChange) into[count++] = i;
        return count;
    }

    /// <summary>The same as <see cref="Touches(in ReadsOfAll)"/> where it is known which have changed.</summary>
    public bool Touches(in ReadsOfAll reads, ReadOnlySpan<int> changed)
    {
        foreach (int value in changed)
            if (values[value].Touches(reads[value])) return true;
        return false;
    }

    /// <summary>The first of these reads that was told something else than what was written last; -1 when none was.</summary>
    /// <param name="reads">What an execution has read.</param>
    /// <param name="same">So many of them were told the same until the last change: of these only what lies in it is asked.</param>
    public int FirstChanged(ReadOnlySpan<NotedRead> reads, int same)
    {
        for (int i = 0; i < reads.Length; i++)
        {
            ref readonly NotedRead read = ref reads[i];
            Publication value = values[read.Value];
            if ((i >= same || value.ChangesAt(read.AtNs)) && value.Differs(in read)) return i;
        }

        return -1;
    }

    /// <summary>From a write of the slowest of them to its being seen by others, ns; 0 for none.</summary>
    public long LongestDelayNs { get; } = values.Length == 0 ? 0 : values.Max(value => value.DelayNs);

    /// <summary>A process has executed: its values, as far as it writes any. Readers do not see them yet.</summary>
    public void Offer(int process, ISimulationModel model)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i].Writer == process) values[i].Offer(model.Published(i));
    }

    /// <summary>A process has executed and published this, an element for each value; null where it writes none.</summary>
    public void Offer(int process, PublishedWrite[]?[] published)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i].Writer == process && published[i] is { } writes) values[i].Offer(writes);
    }

    /// <summary>Readers see what a process has offered.</summary>
    public void Publish(int process)
    {
        foreach (Publication value in values)
            if (value.Writer == process) value.Publish();
    }

    /// <summary>Forgets a process's changes: every reader has heard of them.</summary>
    public void ForgetChange(int process)
    {
        foreach (Publication value in values)
            if (value.Writer == process) value.ForgetChange();
    }

    /// <summary>The writers, each once.</summary>
    public int[] Writers() => [.. values.Select(value => value.Writer).Distinct()];

    /// <summary>
    /// Readers see these histories, an element for each value up to the last that is given; nobody has read before.
    /// </summary>
    public void Show(PublishedWrite[]?[] published)
    {
        // A process that writes the first values alone knows of no others.
        for (int i = 0; i < Math.Min(values.Length, published.Length); i++)
            if (published[i] is { } writes) values[i].Show(writes);
    }

    /// <summary>What readers see, an element for each value.</summary>
    public PublishedWrite[]?[] Seen() => [.. values.Select(value => value.Seen.ToArray())];

    /// <summary>
    /// What was offered otherwise than before, an element for each value, null for those that are as they were; null for none.
    /// </summary>
    public PublishedWrite[]?[]? Changes() =>
        HasChange ? [.. values.Select(value => value.HasChange ? value.Offered.ToArray() : null)] : null;
}
