using System.Runtime.InteropServices;
using Tickstorm.Tracing;

namespace Tickstorm.Engine.Window;

/// <summary>
/// Owns a range of processes: their inboxes, next-event times and, within a window, their saved states and what they sent.
/// </summary>
internal sealed class Worker
{
    private readonly ISimulationModel _model;
    private readonly ParallelRun _run;
    private readonly int _number;
    private readonly Inbox[] _inboxes;
    private readonly int[] _slotOf;
    private readonly IStateStore _store;
    private readonly Effects _effects;
    private readonly List<int> _due = [];
    private readonly List<int> _dirty = [];
    private readonly List<int> _touched = [];
    private readonly ChangeBuffer[] _outgoing;
    private readonly ulong[] _marks;
    private Slot[] _slots = new Slot[64];
    private int _slotCount;

    public Worker(ParallelRun run, ISimulationModel model, int number, int first, int count)
    {
        _run = run;
        _model = model;
        _number = number;
        Index = new NextEventIndex(first, count);
        _inboxes = new Inbox[count];
        _slotOf = new int[count];
        Array.Fill(_slotOf, -1);
        _store = model.CreateStateStore();
        _effects = new Effects(model.MinLookaheadNs);
        _outgoing = new ChangeBuffer[run.WorkerCount];
        for (int i = 0; i < _outgoing.Length; i++) _outgoing[i] = new ChangeBuffer();
        for (int p = first; p < first + count; p++) Index.Set(p, model.NextLocalNs(p));
        _marks = run.TracesAnomaliesOnly ? new ulong[count] : [];
        for (int i = 0; i < _marks.Length; i++) _marks[i] = model.TraceNeed(first + i);
    }

    /// <summary>Next-event times of the range.</summary>
    public NextEventIndex Index { get; }

    /// <summary>Events executed since the start, discarded ones included.</summary>
    public long Executed => _effects.Executed;

    /// <summary>Processes that are to be executed again.</summary>
    public int DirtyCount => _dirty.Count;

    /// <summary>Processes that executed in this window.</summary>
    public int ActiveCount => _slotCount;

    /// <summary>Messages that wait in the range's inboxes.</summary>
    public long Undelivered { get; private set; }

    /// <summary>Trace records of the committed window, in the total order of this worker's processes.</summary>
    public ReadOnlySpan<TraceRecord> Traces => _effects.Traces.AsSpan(0, _effects.TraceCount);

    /// <summary>Executes every process that has something to do before <paramref name="untilNs"/>.</summary>
    public void ExecuteDue(long untilNs)
    {
        // What was sent, measured and traced in the window before has been taken by now.
        _effects.Reset();
        _due.Clear();
        Index.CollectBefore(untilNs, _due);
        foreach (int p in _due)
        {
            int slot = Activate(p);
            Execute(ref _slots[slot], untilNs, restore: false);
        }
    }

    /// <summary>Executes again the processes whose inbox inside the window changed.</summary>
    public void ExecuteDirty(long untilNs)
    {
        if (_dirty.Count * 8 > _slotCount)
        {
            // Most are dirty: go through memory in order.
            for (int i = 0; i < _slotCount; i++)
            {
                if (_slots[i].Dirty) Again(ref _slots[i], untilNs);
            }
        }
        else
        {
            foreach (int p in _dirty) Again(ref _slots[_slotOf[p - Index.First]], untilNs);
        }

        _dirty.Clear();
    }

    private void Again(ref Slot slot, long untilNs)
    {
        slot.Dirty = false;
        Execute(ref slot, untilNs, restore: true);
    }

    /// <summary>Executes every active process again, for a window that was cut to end at <paramref name="untilNs"/>.</summary>
    public void ExecuteAllAgain(long untilNs)
    {
        foreach (int p in _dirty) _slots[_slotOf[p - Index.First]].Dirty = false;
        _dirty.Clear();
        for (int i = 0; i < _slotCount; i++) Execute(ref _slots[i], untilNs, restore: true);
    }

    /// <summary>Takes in what all workers sent to this one's processes; returns the time of the earliest change.</summary>
    public long Deliver(Worker[] workers, long untilNs)
    {
        long earliest = long.MaxValue;
        foreach (Worker sender in workers)
        {
            foreach (ref readonly Message message in sender._outgoing[_number].Removed)
            {
                _inboxes[message.Target - Index.First].Remove(in message);
                Undelivered--;
                earliest = Math.Min(earliest, Note(in message, untilNs));
            }
        }

        foreach (Worker sender in workers)
        {
            foreach (ref readonly Message message in sender._outgoing[_number].Inserted)
            {
                _inboxes[message.Target - Index.First].Insert(in message);
                Undelivered++;
                earliest = Math.Min(earliest, Note(in message, untilNs));
            }
        }

        return earliest;
    }

    /// <summary>Makes the window's outcome final. Returns the number of events that it committed.</summary>
    public long Commit(long untilNs)
    {
        long committed = 0;
        bool tracing = _run.Tracing;
        if (tracing) _effects.TraceCount = 0;
        for (int i = 0; i < _slotCount; i++)
        {
            ref Slot slot = ref _slots[i];
            int p = slot.Process;
            if (slot.Fault is { } fault) throw new InvalidOperationException(fault);
            committed += slot.Events;
            if (slot.StatisticCount > 0) _model.Fold(_number, p, _effects.Statistics.AsSpan(slot.StatisticStart, slot.StatisticCount));
            if (tracing && NeedsTrace(p)) ExecuteTraced(ref slot, untilNs);
            Undelivered -= _inboxes[p - Index.First].Consume(untilNs);
            _slotOf[p - Index.First] = -1;
            if (_run.Check) _model.CheckInvariants(p);
            Index.Set(p, NextOf(p));
        }

        foreach (int p in _touched) Index.Set(p, NextOf(p));
        _touched.Clear();
        if (tracing) SortTraces();
        _store.Clear();
        _slotCount = 0;
        return committed;
    }

    /// <summary>Forgets the changes that were delivered. Called when every receiver has read them.</summary>
    public void ClearOutgoing()
    {
        foreach (ChangeBuffer buffer in _outgoing) buffer.Clear();
    }

    private long NextOf(int p) => Math.Min(_model.NextLocalNs(p), _inboxes[p - Index.First].FirstTime());

    private int Activate(int p)
    {
        if (_slotCount == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        _slots[_slotCount] = new Slot { Process = p, Saved = _store.Save(p) };
        _slotOf[p - Index.First] = _slotCount;
        return _slotCount++;
    }

    private long Note(in Message message, long untilNs)
    {
        int p = message.Target;
        if (message.Time >= untilNs)
        {
            _touched.Add(p);
            return message.Time;
        }

        int slot = _slotOf[p - Index.First];
        if (slot < 0) slot = Activate(p);
        if (!_slots[slot].Dirty)
        {
            _slots[slot].Dirty = true;
            _dirty.Add(p);
        }

        return message.Time;
    }

    private void Execute(ref Slot slot, long untilNs, bool restore)
    {
        int p = slot.Process;
        if (restore) _store.Restore(p, slot.Saved);
        int start = _effects.MessageCount;
        _effects.StatisticStart = _effects.StatisticCount;
        long before = _effects.Executed;
        _model.Execute(p, untilNs, _inboxes[p - Index.First].InOrder(), _effects);
        slot.Fault = _effects.TakeFault();
        slot.Events = _effects.Executed - before;
        slot.StatisticStart = _effects.StatisticStart;
        slot.StatisticCount = _effects.StatisticCount - _effects.StatisticStart;
        int count = _effects.MessageCount - start;
        if (count > 0 || slot.MessageCount > 0) EmitDifference(slot.MessageStart, slot.MessageCount, start, count);
        slot.MessageStart = start;
        slot.MessageCount = count;
    }

    // The sender's new list replaces its earlier one; only what differs travels.
    private void EmitDifference(int oldStart, int oldCount, int newStart, int newCount)
    {
        ReadOnlySpan<Message> was = _effects.Messages.AsSpan(oldStart, oldCount);
        ReadOnlySpan<Message> now = _effects.Messages.AsSpan(newStart, newCount);
        int head = 0, common = Math.Min(oldCount, newCount);
        while (head < common && was[head].Equals(now[head])) head++;
        int tail = 0;
        while (tail < common - head && was[oldCount - 1 - tail].Equals(now[newCount - 1 - tail])) tail++;
        foreach (ref readonly Message message in was[head..(oldCount - tail)]) _outgoing[_run.WorkerOf(message.Target)].Remove(in message);
        foreach (ref readonly Message message in now[head..(newCount - tail)]) _outgoing[_run.WorkerOf(message.Target)].Insert(in message);
    }

    private bool NeedsTrace(int p)
    {
        if (_marks.Length == 0) return true;
        ref ulong mark = ref _marks[p - Index.First];
        ulong before = mark;
        mark = _model.TraceNeed(p);
        return mark != before || (mark & ISimulationModel.OpenMark) != 0;
    }

    // The settled window once more from its saved state, with the real hook.
    private void ExecuteTraced(ref Slot slot, long untilNs)
    {
        int p = slot.Process;
        ulong settled = _model.Hash(p);
        int messages = _effects.MessageCount;
        int statistics = _effects.StatisticCount;
        long executed = _effects.Executed;
        _store.Restore(p, slot.Saved);
        _effects.Tracing = true;
        _model.Execute(p, untilNs, _inboxes[p - Index.First].InOrder(), _effects);
        _effects.Tracing = false;
        _effects.MessageCount = messages;
        _effects.StatisticCount = statistics;
        _effects.Executed = executed;
        if (_model.Hash(p) != settled)
        {
            throw new InvalidOperationException(
                $"Process {p} did not repeat its window before {untilNs} ns: its hash differs with tracing on.");
        }
    }

    private void SortTraces() => _effects.Traces.AsSpan(0, _effects.TraceCount).Sort(TraceRecord.Compare);

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public int Process;
        public int Saved;
        public int MessageStart;
        public int MessageCount;
        public int StatisticStart;
        public int StatisticCount;
        public long Events;
        public string? Fault;
        public bool Dirty;
    }
}
