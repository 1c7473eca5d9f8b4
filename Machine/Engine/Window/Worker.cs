using System.Runtime.InteropServices;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>Owns a range of processes, and its part of the leaders: executes them, and tells the other workers what they sent.</summary>
internal sealed partial class Worker
{
    // So many messages before it is inserted the place of one is fetched.
    private const int Expected = 8;

    private readonly ISimulationModel _model;
    private readonly WindowTeam _team;
    private readonly WorkerMap _map;
    private readonly int _number, _place;
    private readonly int _first, _count;
    private readonly ProcessTable<LatestExecution> _table;
    private readonly IStateStore _store;
    private readonly Effects _effects;
    private readonly ChangeBuffer[] _outgoing;
    private readonly TraceMarks? _marks;
    private readonly Publications _publications;

    // The writers of published values among its processes. The first worker has those of other silos too: it takes in what they publish.
    private readonly int[] _writers;
    private readonly TraceSort _sort = new();
    private readonly bool _sendsAhead;
    private readonly List<int> _awaiting = [];
    private bool _isFirst;
    private readonly List<Message> _expanded = [];

    // What other silos have changed for its processes.
    private readonly ChangeBuffer _abroad = new();
    private readonly WindowReads _reads;

    // Where all is sent ahead nothing is executed again, unless for its records; those of anomalies are so few that they are taken at
    // once.
    private readonly bool _saves, _tracesAtOnce;
    private bool _savesNow;

    /// <summary>One of a team's workers, which are counted from 0.</summary>
    public Worker(WindowTeam team, ISimulationModel model, int place)
    {
        _team = team;
        _map = team.Map;
        _model = model;
        _place = place;
        _number = _map.FirstWorker + place;
        (_first, _count) = _map.RangeOf(place);
        (int first, int count) = _map.SpanOf(place);
        _table = new ProcessTable<LatestExecution>(first, count);
        _store = model.CreateStateStore();
        _publications = model.Publications;
        _writers = [.. _publications.Writers().Where(p => _map.Of(p) == _number || place == 0 && !_map.IsHere(p))];
        _sendsAhead = model.SendsAhead != SendsAhead.Nothing;
        _tracesAtOnce = team.TracesAnomaliesOnly && model.SendsAhead == SendsAhead.All;
        _saves = model.SendsAhead != SendsAhead.All || team.Tracing && !_tracesAtOnce;
        _effects = new Effects(model, _publications)
        {
            SentAhead = _sendsAhead, AnomaliesOnly = team.TracesAnomaliesOnly, Tracing = _tracesAtOnce,
        };
        _reads = new WindowReads(_publications, _effects, _table);
        _outgoing = new ChangeBuffer[_map.Count];
        for (int i = 0; i < _outgoing.Length; i++) _outgoing[i] = new ChangeBuffer();
        for (int p = first; p < first + count; p++)
            if (_map.Of(p) == _number && model.NextLocalNs(p) is < long.MaxValue and var next) _table.SetNext(p, next);
        if (team.TracesAnomaliesOnly && !_tracesAtOnce) _marks = new TraceMarks(model, first, count, p => _map.Of(p) == _number);
    }

    /// <summary>
    /// Its processes, and what they have sent and measured in the open window; for <see cref="Settler"/>, while all others wait.
    /// </summary>
    public ProcessTable<LatestExecution> Table => _table;

    /// <inheritdoc cref="Table"/>
    public Effects Effects => _effects;

    /// <summary>The earliest next event of the range, ns.</summary>
    public long EarliestNs => _table.EarliestNs;

    /// <summary>Events executed since the start, discarded ones included.</summary>
    public long Executed => _effects.Executed;

    /// <summary>Of these, those that went straight: <see cref="Effects.Straight"/>.</summary>
    public long Straight => _effects.Straight;

    /// <summary>Processes that are to be executed again, those included that wait for what becomes of a published value.</summary>
    public int DirtyCount => _table.DirtyCount + _reads.WaitingCount;

    /// <summary>What its processes have read of the published values, and who waits for what becomes of them.</summary>
    public WindowReads Reads => _reads;

    /// <summary>Processes that executed in this window.</summary>
    public int ActiveCount => _table.Slots.Length;

    /// <summary>Processes that have sent ahead what others will answer.</summary>
    public int AwaitingCount => _awaiting.Count;

    /// <summary>Events of the latest execution of each process in this window.</summary>
    public long HeldEvents => _table.HeldEvents;

    /// <summary>Messages that wait in the range's inboxes.</summary>
    public long Undelivered => _table.Undelivered;

    /// <summary>Trace records of the committed window, in the total order of this worker's processes.</summary>
    public ArraySegment<TraceRecord> Traces { get; private set; }

    /// <summary>
    /// Begins a window with every process that has something to do before <paramref name="untilNs"/>, and sends what these send in any
    /// case.
    /// </summary>
    public void Begin(long untilNs)
    {
        // What was sent, measured and traced in the window before has been taken by now.
        _effects.Reset();
        _reads.Clear();
        _awaiting.Clear();
        _table.TakeDue(untilNs);
        (_isFirst, _savesNow) = (true, _saves);
        if (!_sendsAhead) return;
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots) SendAhead(ref slot, untilNs);
    }

    /// <summary>Takes back what was sent ahead at or after a time: the window was cut there.</summary>
    public void TakeBack(long untilNs)
    {
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots)
        {
            ref LatestExecution own = ref slot.Own;
            while (own.AheadCount > 0 && _effects.SentNs[own.AheadStart + own.AheadCount - 1] >= untilNs)
            {
                ref readonly Message message = ref _effects.Messages[own.AheadStart + --own.AheadCount];
                _outgoing[_map.Of(message.Target)].Remove(in message);
            }
        }
    }

    /// <summary>Executes again the processes whose inbox inside the window changed.</summary>
    /// <param name="untilNs">The window's end.</param>
    /// <param name="readsUntilNs">Of those who wait the ones that were told before this time what is not so now.</param>
    public void ExecuteDirty(long untilNs, long readsUntilNs = long.MaxValue)
    {
        if (_reads.WaitingCount > 0) _reads.Release(readsUntilNs);
        foreach (int p in _table.TakeDirty()) Execute(ref _table.Slot(p), untilNs);
    }

    /// <summary>Whoever takes part in the window is to be executed by <see cref="Settler"/>, once.</summary>
    public void MakeAllDirty()
    {
        (_isFirst, _savesNow) = (false, _saves && _team.Tracing);
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots) _table.MakeDirty(ref slot);
    }

    /// <summary>Executes every process that takes part: for the first time, or because the window was cut.</summary>
    /// <param name="untilNs">The window's end.</param>
    /// <param name="answersFirst">True when those who await answers execute a round later, at first.</param>
    public void ExecuteAll(long untilNs, bool answersFirst = false)
    {
        _table.TakeAll();
        _reads.StopWaiting();
        Postpone(answersFirst);
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots)
            if (!slot.IsDirty) Execute(ref slot, untilNs);
    }

    /// <summary>Takes in what all workers sent to this one's processes; returns the time of the earliest change.</summary>
    public long Deliver(Worker[] workers, long untilNs)
    {
        long earliest = long.MaxValue;
        // Removals come first: a message may come again in the same place with another content.
        foreach (Worker sender in workers) earliest = Remove(sender._outgoing[_number].Removed, earliest, untilNs);
        earliest = Remove(_abroad.Removed, earliest, untilNs);
        foreach (Worker sender in workers) earliest = Insert(sender._outgoing[_number].Inserted, earliest, untilNs);
        earliest = Insert(_abroad.Inserted, earliest, untilNs);
        bool hasChange = _publications.HasChange;
        if (hasChange) earliest = Math.Min(earliest, TakeChanges());
        if (_reads.WaitingCount == 0) return earliest;
        _reads.LookAgain(hasChange);
        return Math.Min(earliest, _reads.EarliestNs);
    }

    private long Remove(ReadOnlySpan<Message> messages, long earliest, long untilNs)
    {
        foreach (ref readonly Message message in messages)
        {
            earliest = Math.Min(earliest, message.Time);
            if (message.Target != Message.Several) _table.Remove(in message, untilNs);
            else foreach (ref readonly Message one in Expand(in message)) _table.Remove(in one, untilNs);
        }

        return earliest;
    }

    private long Insert(ReadOnlySpan<Message> messages, long earliest, long untilNs)
    {
        for (int i = 0; i < messages.Length; i++)
        {
            // Receivers lie far apart, and the next ones are known.
            if (i + Expected < messages.Length && messages[i + Expected].Target is var next and not Message.Several) _table.Expect(next);
            ref readonly Message message = ref messages[i];
            earliest = Math.Min(earliest, message.Time);
            if (message.Target != Message.Several) _table.Insert(in message, untilNs);
            else foreach (ref readonly Message one in Expand(in message)) _table.Insert(in one, untilNs);
        }

        return earliest;
    }

    /// <summary>What its processes have changed for one receiver, by <see cref="WorkerMap"/>'s number.</summary>
    public ChangeBuffer OutgoingTo(int receiver) => _outgoing[receiver];

    /// <summary>What other silos have changed for its processes; <see cref="Deliver"/> takes it in.</summary>
    public ChangeBuffer Abroad => _abroad;

    /// <summary>
    /// Adds to a report what can be said before anything is delivered: what its processes changed in inboxes before a time, and who is to
    /// execute again in any case.
    /// </summary>
    public void Report(ref RoundReport report, long untilNs)
    {
        report.Count += DirtyCount;
        report.Executed += Executed;
        report.Held += HeldEvents;
        report.Active += ActiveCount;
        report.Waiting += Undelivered;
        foreach (ChangeBuffer buffer in _outgoing)
        {
            report.Waiting += buffer.Inserted.Length - buffer.Removed.Length;
            foreach (ref readonly Message message in buffer.Removed) Count(ref report, message.Time, untilNs);
            foreach (ref readonly Message message in buffer.Inserted) Count(ref report, message.Time, untilNs);
        }

        foreach (int writer in _writers)
        {
            if (_publications.ChangedFromNsOf(writer) is < long.MaxValue and var from) Count(ref report, from, untilNs);
        }
    }

    private static void Count(ref RoundReport report, long ns, long untilNs)
    {
        report.EarliestNs = Math.Min(report.EarliestNs, ns);
        if (ns < untilNs) report.Count++;
    }

    /// <summary>Makes the window's outcome final. Returns the number of events that it committed.</summary>
    public long Commit(long untilNs)
    {
        long committed = 0;
        bool repeats = _team.Tracing && !_tracesAtOnce;
        if (repeats) _effects.TraceCount = 0;
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots)
        {
            int p = slot.Process;
            ref readonly LatestExecution own = ref slot.Own;
            committed += slot.SettledEvents();
            if (own.StatisticCount > 0) _model.Fold(_place, p, _effects.Statistics.AsSpan(own.StatisticStart, own.StatisticCount));
            if (repeats && (_marks is null || _marks.Needs(p))) ExecuteTraced(p, own.SavedAt, untilNs);
            if (_team.Check) _model.CheckInvariants(p);
            _table.Commit(in slot, untilNs);
        }

        _table.Close();
        if (_team.Tracing) Traces = _sort.Sort(new ArraySegment<TraceRecord>(_effects.Traces, 0, _effects.TraceCount));
        _store.Clear();
        return committed;
    }

    /// <summary>Brings a process to the window's start: from its saved state, or by saving that before it is executed first.</summary>
    public void RestoreOrSave(ref ProcessSlot<LatestExecution> slot)
    {
        ref LatestExecution own = ref slot.Own;
        if (!own.HasExecuted) own.SavedAt = _savesNow ? _store.Save(slot.Process) : -1;
        else if (_savesNow) _store.Restore(slot.Process, own.SavedAt);
        else throw new BrokenRunException($"Process {slot.Process} met what was not sent ahead of its window.");
        own.HasExecuted = true;
    }

    /// <summary>Executes the rest of a window whose beginning is settled, and sends what is other than in the list of before.</summary>
    /// <param name="slot">The process, with what it sent and measured so far at the end of all.</param>
    /// <param name="untilNs">The window's end.</param>
    /// <param name="taken">Messages that it has taken.</param>
    /// <param name="staleStart">Where the rest of its earlier list begins.</param>
    /// <param name="staleCount">How long that is.</param>
    /// <param name="events">Events so far.</param>
    /// <param name="fault">What it has met that cannot be.</param>
    public void ExecuteRest(
        ref ProcessSlot<LatestExecution> slot, long untilNs, int taken, int staleStart, int staleCount, long events, string? fault)
    {
        ref LatestExecution own = ref slot.Own;
        int start = _effects.MessageCount;
        _effects.StatisticStart = _effects.StatisticCount;
        long before = _effects.Executed;
        _model.Execute(slot.Process, untilNs, _table.Inbox(slot.Process)[taken..], _effects);
        events += _effects.Executed - before;
        _table.Executed(ref slot, events, _model.NextLocalNs(slot.Process), fault ?? _effects.TakeFault());
        own.StatisticCount = _effects.StatisticCount - own.StatisticStart;
        own.MessageCount = _effects.MessageCount - own.MessageStart;
        Emit(staleStart, staleCount, start, _effects.MessageCount - start);
    }

    /// <summary>Forgets the changes that were delivered. Called when every receiver has read them.</summary>
    public void ClearOutgoing()
    {
        foreach (int writer in _writers) _publications.ForgetChange(writer);
        foreach (ChangeBuffer buffer in _outgoing) buffer.Clear();
        _abroad.Clear();
    }

    // Published values have changed: who was told something else executes again. Nobody reads between two executions.
    private long TakeChanges()
    {
        long earliest = _reads.TakeChanges();
        foreach (int writer in _writers) _publications.Publish(writer);
        return earliest;
    }

    private void SendAhead(ref ProcessSlot<LatestExecution> slot, long untilNs)
    {
        ref LatestExecution own = ref slot.Own;
        own.AheadStart = _effects.MessageCount;
        _effects.AwaitsAnswers = false;
        _model.SendAhead(slot.Process, untilNs, _effects);
        if (_effects.AwaitsAnswers) _awaiting.Add(slot.Process);
        own.AheadCount = _effects.MessageCount - own.AheadStart;
        ReadOnlySpan<Message> sent = _effects.Messages.AsSpan(own.AheadStart, own.AheadCount);
        foreach (ref readonly Message message in sent) _outgoing[_map.Of(message.Target)].Insert(in message);
    }

    private void Execute(ref ProcessSlot<LatestExecution> slot, long untilNs)
    {
        int p = slot.Process;
        ref LatestExecution own = ref slot.Own;
        RestoreOrSave(ref slot);
        int start = _effects.MessageCount;
        _effects.StatisticStart = _effects.StatisticCount;
        (_effects.AheadAt, _effects.AheadEnd) = (own.AheadStart, own.AheadStart + own.AheadCount);
        long before = _effects.Executed;
        if (_publications.Count == 0) _model.Execute(p, untilNs, _table.Inbox(p), _effects);
        else ExecuteReading(p, ref own, untilNs);
        _table.Executed(ref slot, _effects.Executed - before, _model.NextLocalNs(p), _effects.TakeFault());
        own.StatisticStart = _effects.StatisticStart;
        own.StatisticCount = _effects.StatisticCount - _effects.StatisticStart;
        int count = _effects.MessageCount - start;
        if (count > 0 || own.MessageCount > 0) Emit(own.MessageStart, own.MessageCount, start, count);
        own.MessageStart = start;
        own.MessageCount = count;
    }

    private void ExecuteReading(int p, ref LatestExecution own, long untilNs)
    {
        int start = _effects.NotedReadCount;
        _effects.BeginReads();
        _model.Execute(p, untilNs, _table.Inbox(p), _effects);
        _reads.Note(p, ref own.ReadsAt, start);
        if (_writers.Contains(p)) _publications.Offer(p, _model);
    }

    // The sender's new list replaces its earlier one.
    private void Emit(int oldStart, int oldCount, int newStart, int newCount)
    {
        ReadOnlySpan<Message> sent = _effects.Messages;
        MessageDifference difference = new(sent.Slice(oldStart, oldCount), sent.Slice(newStart, newCount));
        foreach (ref readonly Message message in difference.Removed)
        {
            if (message.Target != Message.Several) _outgoing[_map.Of(message.Target)].Remove(in message);
            else foreach (ChangeBuffer buffer in Reached(in message)) buffer.Remove(in message);
        }

        foreach (ref readonly Message message in difference.Inserted)
        {
            if (message.Target != Message.Several) _outgoing[_map.Of(message.Target)].Insert(in message);
            else foreach (ChangeBuffer buffer in Reached(in message)) buffer.Insert(in message);
        }
    }

    // The workers that have receivers of a record.
    private ReadOnlySpan<ChangeBuffer> Reached(in Message record)
    {
        (int first, int end) = _model.ReachOf(in record);
        int worker = _map.Of(first);
        return _outgoing.AsSpan(worker, _map.Of(end - 1) - worker + 1);
    }

    // What a record sends to this worker's processes.
    private ReadOnlySpan<Message> Expand(in Message record)
    {
        _expanded.Clear();
        _model.Expand(in record, _first, _first + _count, _expanded);
        return CollectionsMarshal.AsSpan(_expanded);
    }

    private void ExecuteTraced(int p, int savedAt, long untilNs)
    {
        TracedRepeat repeat = new(_effects, _model.Hash(p));
        _store.Restore(p, savedAt);
        _model.Execute(p, untilNs, _table.Inbox(p), _effects);
        repeat.End(p, _model.Hash(p), untilNs);
    }
}
