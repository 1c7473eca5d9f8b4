namespace Tickstorm.Engine.Window;

/// <summary>
/// One owner's part of the window fixpoint: inboxes and next-event times of its processes, the latest list of each sender, and who executes
/// next.
/// </summary>
/// <remarks>The executing itself is the caller's; it hands in what each execution answered.</remarks>
public sealed class WindowBlock
{
    private readonly ProcessRanges _ranges;
    private readonly int _first;
    private readonly Inbox[] _inboxes;
    private readonly int[] _slotOf;
    private readonly NextEventIndex _index;
    private readonly List<int> _due = [];
    private readonly HashSet<int> _touched = [];
    private readonly Dictionary<int, Message[]> _lists = [];
    private readonly List<SenderList>[] _batches;
    private List<int> _dirty = [];
    private Slot[] _slots = new Slot[64];
    private int _slotCount;

    /// <summary>The part of one owner.</summary>
    public WindowBlock(ProcessRanges ranges, int owner)
    {
        _ranges = ranges;
        Owner = owner;
        _first = ranges.First(owner);
        int count = ranges.Length(owner);
        _inboxes = new Inbox[count];
        _slotOf = new int[count];
        Array.Fill(_slotOf, -1);
        _index = new NextEventIndex(_first, count);
        _batches = new List<SenderList>[ranges.Count];
        for (int i = 0; i < _batches.Length; i++) _batches[i] = [];
    }

    /// <summary>Whose part this is.</summary>
    public int Owner { get; }

    /// <summary>The earliest event of the part, ns.</summary>
    public long EarliestNs => _index.Earliest;

    /// <summary>Messages that wait.</summary>
    public long Undelivered { get; private set; }

    /// <summary>Processes that are to be executed again.</summary>
    public int DirtyCount => _dirty.Count;

    /// <summary>Processes that executed in the open window.</summary>
    public int ActiveCount => _slotCount;

    /// <summary>Sets a process's next local event, before the first window.</summary>
    public void SetNext(int process, long localNs) => _index.Set(process, Math.Min(localNs, _inboxes[process - _first].FirstTime()));

    /// <summary>Puts a committed, undelivered message into its inbox, before the first window.</summary>
    public void AddUndelivered(in Message message)
    {
        _inboxes[message.Target - _first].Insert(in message);
        Undelivered++;
    }

    /// <summary>The processes with something to do before a time.</summary>
    public IReadOnlyList<int> TakeDue(long untilNs)
    {
        _due.Clear();
        _index.CollectBefore(untilNs, _due);
        foreach (int p in _due) Activate(p);
        return _due;
    }

    /// <summary>The processes whose inbox within the window changed.</summary>
    public IReadOnlyList<int> TakeDirty()
    {
        List<int> dirty = _dirty;
        _dirty = [];
        foreach (int p in dirty) _slots[_slotOf[p - _first]].Dirty = false;
        return dirty;
    }

    /// <summary>All processes of the open window, for one that was cut.</summary>
    public IReadOnlyList<int> TakeAll()
    {
        TakeDirty();
        int[] all = new int[_slotCount];
        for (int i = 0; i < _slotCount; i++) all[i] = _slots[i].Process;
        return all;
    }

    /// <summary>The processes that executed in the open window, in ascending order.</summary>
    public int[] Active()
    {
        int[] active = [.. _slots.Take(_slotCount).Select(slot => slot.Process)];
        Array.Sort(active);
        return active;
    }

    /// <summary>A process's messages before a time.</summary>
    public Message[] InboxBefore(int process, long untilNs)
    {
        ReadOnlySpan<Message> inbox = _inboxes[process - _first].InOrder();
        int count = 0;
        while (count < inbox.Length && inbox[count].Time < untilNs) count++;
        return count == 0 ? [] : inbox[..count].ToArray();
    }

    /// <summary>Takes what an execution answered, and notes for which owners the process's list has changed.</summary>
    public void Answer(int process, Message[] messages, Statistic[] statistics, long events, long nextLocalNs, string? fault = null)
    {
        ref Slot slot = ref _slots[_slotOf[process - _first]];
        Message[] was = slot.Sent ?? [];
        slot.Sent = messages;
        slot.Statistics = statistics;
        slot.Events = events;
        slot.Fault = fault;
        slot.NextLocalNs = nextLocalNs;
        if (was.Length == 0 && messages.Length == 0) return;
        if (_ranges.Count == 1)
        {
            if (!was.AsSpan().SequenceEqual(messages)) _batches[0].Add(new SenderList(process, messages));
            return;
        }

        for (int owner = 0; owner < _ranges.Count; owner++)
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
        foreach (SenderList list in batch) earliest = Math.Min(earliest, Apply(list, untilNs));
        return earliest;
    }

    /// <summary>Makes the window final: consumes what was executed and folds what was measured. Returns the number of events.</summary>
    public long Commit(long untilNs, Action<int, Statistic[]> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        long committed = 0;
        for (int i = 0; i < _slotCount; i++)
        {
            ref Slot slot = ref _slots[i];
            int p = slot.Process;
            if (slot.Fault is { } fault) throw new InvalidOperationException(fault);
            committed += slot.Events;
            if (slot.Statistics is { Length: > 0 } statistics) fold(p, statistics);
            Undelivered -= _inboxes[p - _first].Consume(untilNs);
            _slotOf[p - _first] = -1;
            _touched.Remove(p);
            _index.Set(p, Math.Min(slot.NextLocalNs, _inboxes[p - _first].FirstTime()));
            slot = default;
        }

        // Those that only got messages for later have no nearer event of their own than the index says.
        foreach (int p in _touched) _index.Set(p, Math.Min(_index.At(p), _inboxes[p - _first].FirstTime()));
        _touched.Clear();
        _lists.Clear();
        _slotCount = 0;
        return committed;
    }

    /// <summary>Copies of all messages that wait. Only between windows.</summary>
    public Message[] AllUndelivered(int first, int count)
    {
        List<Message> all = new();
        for (int p = first; p < first + count; p++) all.AddRange(_inboxes[p - _first].InOrder());
        return [.. all];
    }

    private Message[] For(int owner, Message[] messages)
    {
        int first = _ranges.First(owner), end = first + _ranges.Length(owner), count = 0;
        foreach (ref readonly Message message in messages.AsSpan()) count += message.Target >= first && message.Target < end ? 1 : 0;
        if (count == messages.Length) return messages;
        if (count == 0) return [];
        Message[] mine = new Message[count];
        int at = 0;
        foreach (ref readonly Message message in messages.AsSpan())
        {
            if (message.Target >= first && message.Target < end) mine[at++] = message;
        }

        return mine;
    }

    private long Apply(SenderList list, long untilNs)
    {
        Message[] was = _lists.GetValueOrDefault(list.Source) ?? [];
        Message[] now = list.Messages;
        _lists[list.Source] = now;
        long earliest = long.MaxValue;
        int head = 0, common = Math.Min(was.Length, now.Length);
        while (head < common && was[head].Equals(now[head])) head++;
        int tail = 0;
        while (tail < common - head && was[^(tail + 1)].Equals(now[^(tail + 1)])) tail++;
        foreach (ref readonly Message message in was.AsSpan(head, was.Length - tail - head))
        {
            _inboxes[message.Target - _first].Remove(in message);
            Undelivered--;
            earliest = Math.Min(earliest, Note(in message, untilNs));
        }

        foreach (ref readonly Message message in now.AsSpan(head, now.Length - tail - head))
        {
            _inboxes[message.Target - _first].Insert(in message);
            Undelivered++;
            earliest = Math.Min(earliest, Note(in message, untilNs));
        }

        return earliest;
    }

    private void Activate(int p)
    {
        if (_slotCount == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        _slots[_slotCount] = new Slot { Process = p };
        _slotOf[p - _first] = _slotCount++;
    }

    private long Note(in Message message, long untilNs)
    {
        int p = message.Target;
        if (message.Time >= untilNs)
        {
            _touched.Add(p);
            return message.Time;
        }

        if (_slotOf[p - _first] < 0) Activate(p);
        ref Slot slot = ref _slots[_slotOf[p - _first]];
        if (!slot.Dirty)
        {
            slot.Dirty = true;
            _dirty.Add(p);
        }

        return message.Time;
    }

    private struct Slot
    {
        public int Process;
        public bool Dirty;
        public long Events;
        public long NextLocalNs;
        public string? Fault;
        public Message[]? Sent;
        public Statistic[]? Statistics;
    }
}
