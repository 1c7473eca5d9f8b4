using System.Runtime.InteropServices;

namespace Tickstorm.Engine.Window;

/// <summary>
/// One owner's part of the window fixpoint when others execute: the table of its processes, the latest list of each sender, and who
/// executes next.
/// </summary>
/// <remarks>The executing itself is the caller's; it hands in what each execution answered.</remarks>
public sealed class WindowBlock
{
    private readonly ProcessRanges _ranges;
    private readonly int _owner;
    private readonly ILinks? _links;
    private readonly List<Message> _expanded = [];
    private readonly ProcessTable<Answered> _table;
    private readonly Dictionary<int, Message[]> _lists = [];
    private readonly List<SenderList>[] _batches;
    private readonly List<int> _touched = [];
    private readonly Publications _publications;
    private readonly int[] _writers;

    /// <summary>
    /// The part of one owner, whose processes read published values, or none, and send records to several by their links, or none.
    /// </summary>
    public WindowBlock(ProcessRanges ranges, int owner, Publications? publications = null, ILinks? links = null)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        _ranges = ranges;
        _owner = owner;
        _links = links;
        _publications = publications ?? Publications.None;
        _writers = _publications.Writers();
        Published = _publications.Count == 0 ? null : _publications.Seen();
        _table = new ProcessTable<Answered>(ranges.First(owner), ranges.Length(owner));
        _batches = new List<SenderList>[ranges.Count];
        for (int i = 0; i < _batches.Length; i++) _batches[i] = [];
    }

    /// <summary>The earliest event of the part, ns.</summary>
    public long EarliestNs => _table.EarliestNs;

    /// <summary>Messages that wait.</summary>
    public long Undelivered => _table.Undelivered;

    /// <summary>Processes that are to be executed again.</summary>
    public int DirtyCount => _table.DirtyCount;

    /// <summary>Processes that executed in the open window.</summary>
    public int ActiveCount => _table.Slots.Length;

    /// <summary>Events of the latest execution of each process in the open window.</summary>
    public long HeldEvents => _table.HeldEvents;

    /// <summary>What processes read of each published value when they execute now, oldest write first; null when there is none.</summary>
    public PublishedWrite[]?[]? Published { get; private set; }

    /// <summary>Sets what is published, an element for each value and null for those that stay, before the first window.</summary>
    public void SetPublished(PublishedWrite[]?[] values)
    {
        _publications.Show(values);
        Published = _publications.Seen();
    }

    /// <summary>Sets a process's next local event, before the first window.</summary>
    public void SetNext(int process, long localNs) => _table.SetNext(process, localNs);

    /// <summary>Puts a committed, undelivered message into its inbox, before the first window.</summary>
    public void AddUndelivered(in Message message) => _table.AddCommitted(in message);

    /// <summary>Puts a message that nobody sends into its inbox. Between windows.</summary>
    public void AddFromOutside(in Message message)
    {
        _table.AddCommitted(in message);
        _table.Notice(message.Target);
    }

    /// <summary>The processes with something to do before a time, but those that had better wait. Valid until others are taken.</summary>
    public IReadOnlyList<int> TakeDue(long untilNs)
    {
        List<int> due = _table.TakeDue(untilNs);
        foreach (int writer in _writers)
            if (_table.Postpone(writer)) due.Remove(writer);
        return due;
    }

    /// <summary>The processes whose inbox within the window changed. Valid until others are taken.</summary>
    public IReadOnlyList<int> TakeDirty() => _table.TakeDirty();

    /// <summary>All processes of the open window, for one that was cut. Valid until others are taken.</summary>
    public IReadOnlyList<int> TakeAll() => _table.TakeAll();

    /// <summary>The processes that executed in the open window, in ascending order.</summary>
    public int[] Active()
    {
        int[] active = new int[ActiveCount];
        for (int i = 0; i < active.Length; i++) active[i] = _table.Slots[i].Process;
        Array.Sort(active);
        return active;
    }

    /// <summary>A process's messages before a time.</summary>
    public Message[] InboxBefore(int process, long untilNs)
    {
        ReadOnlySpan<Message> inbox = _table.Inbox(process);
        int count = 0;
        while (count < inbox.Length && inbox[count].Time < untilNs) count++;
        return count == 0 ? [] : inbox[..count].ToArray();
    }

    /// <summary>Takes what an execution answered, and notes for which owners the process's list has changed.</summary>
    public void Answer(
        int process, Message[] messages, Statistic[] statistics, long events, long nextLocalNs, string? fault = null,
        ReadTimes[]? reads = null, PublishedWrite[]?[]? published = null)
    {
        if (published is not null) _publications.Offer(process, published);
        ref ProcessSlot<Answered> slot = ref _table.Slot(process);
        Message[] was = slot.Own.Sent ?? [];
        slot.Own = new Answered { Sent = messages, Statistics = statistics, Reads = ReadsOfAll.From(reads) };
        _table.Executed(ref slot, events, nextLocalNs, fault);
        if (was.Length == 0 && messages.Length == 0) return;
        if (_ranges.Count == 1)
        {
            if (!was.AsSpan().SequenceEqual(messages)) _batches[0].Add(new SenderList(process, messages));
            return;
        }

        // Most lists go to one or two owners, however many there are.
        _touched.Clear();
        Touch(was);
        Touch(messages);
        foreach (int owner in _touched)
        {
            Message[] now = For(owner, messages);
            if (!now.AsSpan().SequenceEqual(For(owner, was))) _batches[owner].Add(new SenderList(process, now));
        }
    }

    /// <summary>The lists that changed for an owner since they were last taken.</summary>
    public IReadOnlyList<SenderList> TakeBatch(int owner)
    {
        List<SenderList> batch = _batches[owner];
        if (batch.Count == 0) return [];
        _batches[owner] = [];
        return batch;
    }

    /// <summary>Replaces senders' lists; returns the time of the earliest message that came or went.</summary>
    public long Apply(IReadOnlyList<SenderList> batch, long untilNs)
    {
        ArgumentNullException.ThrowIfNull(batch);
        long earliest = long.MaxValue;
        foreach (SenderList list in batch)
        {
            MessageDifference difference = new(_lists.GetValueOrDefault(list.Source), list.Messages);
            _lists[list.Source] = list.Messages;
            foreach (ref readonly Message message in difference.Removed)
            {
                earliest = Math.Min(earliest, message.Time);
                if (message.Target != Message.Several) _table.Remove(in message, untilNs);
                else foreach (ref readonly Message one in Expand(in message)) _table.Remove(in one, untilNs);
            }

            foreach (ref readonly Message message in difference.Inserted)
            {
                earliest = Math.Min(earliest, message.Time);
                if (message.Target != Message.Several) _table.Insert(in message, untilNs);
                else foreach (ref readonly Message one in Expand(in message)) _table.Insert(in one, untilNs);
            }
        }

        return earliest;
    }

    /// <summary>
    /// What this part's processes published otherwise than before, an element for each value, null for one that is as it was; null for
    /// none.
    /// </summary>
    public PublishedWrite[]?[]? TakePublished() => _publications.Changes();

    /// <summary>Takes in what was published; returns the time of the earliest change.</summary>
    public long ApplyPublished(PublishedWrite[]?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (int writer in _writers) _publications.Offer(writer, values);
        if (!_publications.HasChange) return long.MaxValue;
        long earliest = _publications.ChangedFromNs;
        foreach (ref ProcessSlot<Answered> slot in _table.Slots)
            if (_publications.Touches(in slot.Own.Reads)) _table.MakeDirty(ref slot);
        foreach (int writer in _writers)
        {
            _publications.Publish(writer);
            _publications.ForgetChange(writer);
        }

        Published = _publications.Seen();
        return earliest;
    }

    /// <summary>Makes the window final: consumes what was executed and folds what was measured. Returns the number of events.</summary>
    /// <exception cref="BrokenRunException">An execution met what cannot be.</exception>
    public long Commit(long untilNs, Action<int, Statistic[]> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        long committed = 0;
        foreach (ref ProcessSlot<Answered> slot in _table.Slots)
        {
            committed += slot.SettledEvents();
            if (slot.Own.Statistics is { Length: > 0 } statistics) fold(slot.Process, statistics);
            _table.Commit(in slot, untilNs);
        }

        _table.Close();
        _lists.Clear();
        return committed;
    }

    /// <summary>Copies of all messages that wait. Only between windows.</summary>
    public IReadOnlyCollection<Message> AllUndelivered() => _table.AllWaiting();

    /// <summary>Copies of all messages that wait for some processes. Only between windows.</summary>
    public Message[] AllUndelivered(int first, int count)
    {
        List<Message> all = new();
        for (int p = first; p < first + count; p++) all.AddRange(_table.Inbox(p));
        return [.. all];
    }

    private void Touch(Message[] messages)
    {
        foreach (ref readonly Message message in messages.AsSpan())
        {
            (int first, int end) = ReachOf(in message);
            for (int owner = _ranges.OwnerOf(first); owner <= _ranges.OwnerOf(end - 1); owner++)
                if (!_touched.Contains(owner)) _touched.Add(owner);
        }
    }

    private Message[] For(int owner, Message[] messages)
    {
        int first = _ranges.First(owner), end = first + _ranges.Length(owner), count = 0;
        foreach (ref readonly Message message in messages.AsSpan()) count += Reaches(in message, first, end) ? 1 : 0;
        if (count == messages.Length) return messages;
        if (count == 0) return [];
        Message[] mine = new Message[count];
        int at = 0;
        foreach (ref readonly Message message in messages.AsSpan())
        {
            if (Reaches(in message, first, end)) mine[at++] = message;
        }

        return mine;
    }

    // Whom a message may reach: a record to several travels to every owner with a process among them.
    private (int First, int End) ReachOf(in Message message) =>
        message.Target == Message.Several ? _links!.ReachOf(in message) : (message.Target, message.Target + 1);

    private bool Reaches(in Message message, int first, int end)
    {
        (int from, int to) = ReachOf(in message);
        return from < end && to > first;
    }

    private ReadOnlySpan<Message> Expand(in Message record)
    {
        int first = _ranges.First(_owner);
        _expanded.Clear();
        _links!.Expand(in record, first, first + _ranges.Length(_owner), _expanded);
        return CollectionsMarshal.AsSpan(_expanded);
    }

    private struct Answered
    {
        public Message[]? Sent;
        public Statistic[]? Statistics;
        public ReadsOfAll Reads;
    }
}
