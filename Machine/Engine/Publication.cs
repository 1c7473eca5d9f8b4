namespace Tickstorm.Engine;

/// <summary>What a published value is from a time on.</summary>
/// <param name="TimeNs">When it was written, ns.</param>
/// <param name="A">Its first word; the writer's own meaning.</param>
/// <param name="B">Its second word.</param>
public readonly record struct PublishedWrite(long TimeNs, long A, long B);

/// <summary>
/// A published value: one process writes it, and each of the others sees at a time what was written a cache line's way before.
/// </summary>
/// <remarks>
/// The writer hands in its whole history after each execution (<see cref="Offer"/>). Readers see it from <see cref="Publish"/> on, and
/// those that have read where it changed are to execute again. Between the two nobody reads. A write may lie ahead: what is determined is
/// published before it takes effect, so that those who read in a later window need not execute again.
/// </remarks>
public sealed class Publication
{
    private PublishedWrite[] _seen = new PublishedWrite[16], _offered = new PublishedWrite[16];
    private int _seenCount, _offeredCount;

    // What was offered last, whether readers see it by now or not: it does not change while one of the workers publishes it.
    private PublishedWrite[] _latest = [];
    private int _latestCount;

    /// <summary>A value that a process writes.</summary>
    /// <param name="writer">The process.</param>
    /// <param name="delayNs">From a write to its being seen by others, ns, at least 1.</param>
    /// <param name="first">What it is from the start on, oldest write first.</param>
    public Publication(int writer, long delayNs, ReadOnlySpan<PublishedWrite> first)
    {
        Writer = writer;
        DelayNs = delayNs;
        Show(first);
    }

    /// <summary>The process that writes it.</summary>
    public int Writer { get; }

    /// <summary>From a write to its being seen by others, ns.</summary>
    public long DelayNs { get; }

    /// <summary>True when what was offered last is other than what readers have seen.</summary>
    public bool HasChange => ChangedFromNs < ChangedToNs;

    /// <summary>From when on a reader sees the change, ns.</summary>
    public long ChangedFromNs { get; private set; }

    /// <summary>From when on a reader sees again what it saw before, ns.</summary>
    public long ChangedToNs { get; private set; }

    /// <summary>The writes that readers see, oldest first.</summary>
    public ReadOnlySpan<PublishedWrite> Seen => _seen.AsSpan(0, _seenCount);

    /// <summary>What a reader sees at a time.</summary>
    public ref readonly PublishedWrite At(long nowNs) => ref Of(_seen, _seenCount, nowNs);

    /// <summary>True when by what was written last a reader was told something else.</summary>
    public bool Differs(in NotedRead read) => read.Differs(in Of(_latest, _latestCount, read.AtNs));

    /// <summary>True when a reader that has read between two times saw, or would have seen, what has changed.</summary>
    public bool Touches(ReadTimes reads) => reads.LastNs >= ChangedFromNs && reads.FirstNs < ChangedToNs;

    /// <summary>True when a reader may see something else at a time than it has seen.</summary>
    public bool ChangesAt(long nowNs) => nowNs >= ChangedFromNs && nowNs < ChangedToNs;

    /// <summary>The writer has executed, and this is its history. Readers do not see it yet.</summary>
    /// <param name="writes">All that is not older than what a reader may still ask for, oldest first; never empty.</param>
    public void Offer(ReadOnlySpan<PublishedWrite> writes)
    {
        if (_offered.Length < writes.Length) _offered = new PublishedWrite[writes.Length * 2];
        writes.CopyTo(_offered);
        _offeredCount = writes.Length;
        (_latest, _latestCount) = (_offered, _offeredCount);
        Compare();
    }

    /// <summary>What was offered and is not seen yet.</summary>
    public ReadOnlySpan<PublishedWrite> Offered => _offered.AsSpan(0, _offeredCount);

    /// <summary>Readers see this history; nobody has read before.</summary>
    public void Show(ReadOnlySpan<PublishedWrite> writes)
    {
        if (_seen.Length < writes.Length) _seen = new PublishedWrite[writes.Length * 2];
        writes.CopyTo(_seen);
        _seenCount = writes.Length;
        (_latest, _latestCount) = (_seen, _seenCount);
    }

    /// <summary>Readers see what was offered.</summary>
    public void Publish()
    {
        if (_offeredCount == 0) return;
        (_seen, _offered) = (_offered, _seen);
        (_seenCount, _offeredCount) = (_offeredCount, 0);
    }

    /// <summary>Forgets the change: every reader has heard of it.</summary>
    public void ForgetChange() => ChangedFromNs = ChangedToNs = 0;

    private ref readonly PublishedWrite Of(PublishedWrite[] writes, int count, long nowNs)
    {
        int i = count - 1;
        while (i > 0 && writes[i].TimeNs > nowNs - DelayNs) i--;
        return ref writes[i];
    }

    // What is older in one of the two is settled and no longer asked for.
    private void Compare()
    {
        ReadOnlySpan<PublishedWrite> was = Seen, now = _offered.AsSpan(0, _offeredCount);
        while (was.Length > 1 && was[0].TimeNs < now[0].TimeNs) was = was[1..];
        while (now.Length > 1 && now[0].TimeNs < was[0].TimeNs) now = now[1..];
        int head = 0, tail = 0, common = Math.Min(was.Length, now.Length);
        while (head < common && was[head] == now[head]) head++;
        if (head == was.Length && head == now.Length)
        {
            ForgetChange();
            return;
        }

        while (tail < common - head && was[^(tail + 1)] == now[^(tail + 1)]) tail++;
        long from = Math.Min(
            head < was.Length ? was[head].TimeNs : long.MaxValue, head < now.Length ? now[head].TimeNs : long.MaxValue);
        ChangedFromNs = from + DelayNs;
        ChangedToNs = tail == 0 ? long.MaxValue : was[^tail].TimeNs + DelayNs;
    }
}
