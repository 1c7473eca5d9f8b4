using System.Runtime.CompilerServices;
using Tickstorm.Tracing;

namespace Tickstorm.Engine;

/// <summary>One measured value; folded into totals only when its execution is committed.</summary>
/// <param name="Kind">What was measured; the model's own numbering.</param>
/// <param name="Count">How many times.</param>
/// <param name="Value">The value, mostly ns.</param>
/// <param name="Extra">A second value.</param>
public readonly record struct Statistic(int Kind, int Count, long Value, long Extra);

/// <summary>Collects what an execution sends, measures and traces. One per worker; grows, and is reset at each commit.</summary>
public sealed class Effects
{
    private readonly ILinks _links;
    private readonly long _minLookaheadNs;

    /// <summary>Effects of a model with these links, whose processes read published values, or none.</summary>
    public Effects(ILinks links, Publications? publications = null)
    {
        ArgumentNullException.ThrowIfNull(links);
        _links = links;
        _publications = publications ?? Publications.None;
        _minLookaheadNs = links.MinLookaheadNs;
    }

    /// <summary>Messages, appended.</summary>
    public Message[] Messages = new Message[1024];

    /// <summary>When each was sent, ns.</summary>
    public long[] SentNs = new long[1024];

    /// <summary>How many messages there are.</summary>
    public int MessageCount;

    /// <summary>Measured values, appended.</summary>
    public Statistic[] Statistics = new Statistic[1024];

    /// <summary>How many measured values there are.</summary>
    public int StatisticCount;

    /// <summary>Trace records, appended while <see cref="Tracing"/>.</summary>
    public TraceRecord[] Traces = [];

    /// <summary>How many trace records there are.</summary>
    public int TraceCount;

    /// <summary>True while records are wanted: only in the execution that is committed.</summary>
    public bool Tracing;

    /// <summary>
    /// True when records of what is as it should be are not wanted: while <see cref="Tracing"/>, a process may leave them out.
    /// </summary>
    public bool AnomaliesOnly;

    /// <summary>True when what depends on nothing received has been sent before (<see cref="ISimulationModel.SendAhead"/>).</summary>
    public bool SentAhead;

    /// <summary>
    /// Of the messages that were sent ahead for the current execution's process, the next one that it comes to, and their end; none where
    /// that is not known.
    /// </summary>
    public int AheadAt, AheadEnd;

    /// <summary>Set by a process that has sent ahead what will be answered; taken back by the engine.</summary>
    public bool AwaitsAnswers;

    /// <summary>Events executed.</summary>
    public long Executed;

    /// <summary>Of these, those that were executed several at a time, as a plain case that nothing met.</summary>
    public long Straight;

    /// <summary>The index of the first statistic of the current execution.</summary>
    public int StatisticStart;

    /// <summary>When the current execution read the published values.</summary>
    public ReadsOfAll Reads = ReadsOfAll.None;

    /// <summary>What was read of the published values, appended.</summary>
    public NotedRead[] NotedReads = [];

    /// <summary>How many noted reads there are.</summary>
    public int NotedReadCount;

    private readonly Publications _publications;
    private string? _fault;

    // Of the record before, which may have been left out since.
    private (long Time, int Process, uint Sequence) _lastTrace = (-1, -1, 0);

    /// <summary>True when the current execution met what cannot be; it should end at once.</summary>
    public bool HasFault => _fault is not null;

    /// <summary>
    /// Notes that the current execution met what cannot be, such as a verdict that nobody waits for. With an inbox that is not yet settled
    /// that is to be expected; it is an error only in an execution that is to be committed.
    /// </summary>
    public void Fault(string what) => _fault ??= what;

    /// <summary>The fault of the execution that has just ended, or null.</summary>
    public string? TakeFault()
    {
        string? fault = _fault;
        if (fault is not null) _fault = null;
        return fault;
    }

    /// <summary>A new execution begins: it has read nothing.</summary>
    public void BeginReads()
    {
        Reads = ReadsOfAll.None;
        KnowsAnswers = true;
    }

    /// <summary>False when the current execution was made elsewhere, and what it was told is not known, only when.</summary>
    public bool KnowsAnswers { get; private set; } = true;

    /// <summary>The current execution was made elsewhere, and read the published values then.</summary>
    public void TakeReads(ReadTimes[]? reads)
    {
        Reads = ReadsOfAll.From(reads);
        KnowsAnswers = false;
    }

    /// <summary>Reads a published value as it is seen at a time.</summary>
    public ref readonly PublishedWrite Read(int value, long nowNs)
    {
        ref readonly PublishedWrite seen = ref See(value, nowNs);
        Note(new NotedRead(value, nowNs, ReadOf.Write, seen));
        return ref seen;
    }

    /// <summary>Reads the first word of a published value; when it was written is not asked.</summary>
    public long ReadWord(int value, long nowNs)
    {
        ref readonly PublishedWrite seen = ref See(value, nowNs);
        Note(new NotedRead(value, nowNs, ReadOf.Is, new PublishedWrite(0, seen.A, 0)));
        return seen.A;
    }

    /// <summary>
    /// Whether the first word of a published value is a given one, written at or after a time, ns; nothing else is asked.
    /// </summary>
    public bool IsRead(int value, long nowNs, long word, long sinceNs = 0)
    {
        ref readonly PublishedWrite seen = ref See(value, nowNs);
        bool isIt = seen.A == word && seen.TimeNs >= sinceNs;
        Note(new NotedRead(value, nowNs, isIt ? ReadOf.Is : ReadOf.IsNot, new PublishedWrite(sinceNs, word, 0)));
        return isIt;
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="LookaheadViolationException">It would arrive sooner than the smallest lookahead allows.</exception>
    public void Send(long nowNs, in Message message)
    {
        if (message.Time - nowNs < _minLookaheadNs)
            throw new LookaheadViolationException(in message, nowNs, _minLookaheadNs, _links.LinkOf(in message));
        if (MessageCount == Messages.Length) GrowMessages();
        SentNs[MessageCount] = nowNs;
        Messages[MessageCount++] = message;
    }

    /// <summary>Appends messages that were sent into other effects.</summary>
    public void AppendMessages(Effects from, int start, int count)
    {
        while (MessageCount + count > Messages.Length) GrowMessages();
        Array.Copy(from.Messages, start, Messages, MessageCount, count);
        Array.Copy(from.SentNs, start, SentNs, MessageCount, count);
        MessageCount += count;
    }

    /// <summary>Counts a value; equal neighbours share an entry.</summary>
    public void Measure(int kind, long value, long extra = 0) => Count(kind, value, extra, 1, keepsFirst: false);

    /// <summary>Counts a value; equal neighbours share an entry, which keeps the extra of the first.</summary>
    public void MeasureFirst(int kind, long value, long extra, int count = 1) => Count(kind, value, extra, count, keepsFirst: true);

    /// <summary>Appends a value that shares its entry with nobody.</summary>
    public void Append(in Statistic statistic)
    {
        if (StatisticCount == Statistics.Length) Array.Resize(ref Statistics, Statistics.Length * 2);
        Statistics[StatisticCount++] = statistic;
    }

    /// <summary>Appends a trace record and numbers it.</summary>
    /// <remarks>Numbers tell apart what a process does in the same nanosecond. They depend on nothing before it, so that a window may go
    /// untraced without changing the records of the next.</remarks>
    public void Trace(in TraceRecord record)
    {
        if (TraceCount == Traces.Length) Array.Resize(ref Traces, Math.Max(1024, Traces.Length * 2));
        bool goesOn = _lastTrace.Process == record.Process && _lastTrace.Time == record.Time;
        uint sequence = goesOn ? _lastTrace.Sequence + 1 : 0;
        _lastTrace = (record.Time, record.Process, sequence);
        Traces[TraceCount++] = record with { Sequence = sequence };
    }

    /// <summary>Forgets everything but the count of executed events.</summary>
    public void Reset()
    {
        MessageCount = StatisticCount = StatisticStart = NotedReadCount = TraceCount = AheadAt = AheadEnd = 0;
        _lastTrace = (-1, -1, 0);
    }

    private ref readonly PublishedWrite See(int value, long nowNs)
    {
        Reads[value] = Reads[value].With(nowNs);
        return ref _publications[value].At(nowNs);
    }

    private void Note(in NotedRead read)
    {
        if (NotedReadCount == NotedReads.Length) Array.Resize(ref NotedReads, Math.Max(64, 2 * NotedReadCount));
        NotedReads[NotedReadCount++] = read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(int kind, long value, long extra, int count, bool keepsFirst)
    {
        int last = StatisticCount - 1;
        if (last >= StatisticStart)
        {
            ref Statistic previous = ref Statistics[last];
            if (previous.Value == value && previous.Kind == kind && (keepsFirst || previous.Extra == extra))
            {
                previous = previous with { Count = previous.Count + count };
                return;
            }
        }

        Append(new Statistic(kind, count, value, extra));
    }

    private void GrowMessages()
    {
        Array.Resize(ref Messages, Messages.Length * 2);
        Array.Resize(ref SentNs, Messages.Length);
    }
}
