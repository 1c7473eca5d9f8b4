using System.Runtime.CompilerServices;

namespace Tickstorm.Engine.Window;

/// <summary>
/// One owner's processes as the window sees them: what waits for each, when each is next due, and the slots of those that take part in the
/// open window.
/// </summary>
/// <remarks>Whoever owns the table executes the processes that it names. A list that it hands out is valid until the next one.</remarks>
/// <typeparam name="T">What the owner itself keeps of a process in the window.</typeparam>
internal sealed class ProcessTable<T>
    where T : struct
{
    private readonly int _first;
    private readonly Inbox[] _inboxes;

    // From 1 on; 0 for none, so that memory of processes that take no part is not touched.
    private readonly int[] _slotOf;
    private readonly NextEventIndex _index;
    private readonly List<int> _taken = [];
    private readonly List<int> _dirty = [];
    private readonly List<int> _touched = [];
    private ProcessSlot<T>[] _slots = new ProcessSlot<T>[64];
    private int _slotCount;

    /// <summary>Processes <paramref name="first"/> to first + count - 1, all without an event.</summary>
    public ProcessTable(int first, int count)
    {
        _first = first;
        _inboxes = new Inbox[count];
        _slotOf = new int[count];
        _index = new NextEventIndex(first, count);
    }

    /// <summary>The earliest next event, ns.</summary>
    public long EarliestNs => _index.Earliest;

    /// <summary>Messages that wait.</summary>
    public long Undelivered { get; private set; }

    /// <summary>Processes whose inbox inside the window has changed.</summary>
    public int DirtyCount => _dirty.Count;

    /// <summary>Events of the latest execution of each process in the open window.</summary>
    public long HeldEvents { get; private set; }

    /// <summary>The processes of the open window: those that were due first, then those that joined.</summary>
    public Span<ProcessSlot<T>> Slots => _slots.AsSpan(0, _slotCount);

    /// <summary>The slot of a process that takes part in the open window; valid until another process joins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ProcessSlot<T> Slot(int process) => ref _slots[_slotOf[process - _first] - 1];

    /// <summary>What waits for a process, in order; valid until the next change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<Message> Inbox(int process) => _inboxes[process - _first].InOrder();

    /// <summary>Copies of all messages that wait. Between windows.</summary>
    public List<Message> AllWaiting()
    {
        List<Message> all = new();
        foreach (ref Inbox inbox in _inboxes.AsSpan()) all.AddRange(inbox.InOrder());
        return all;
    }

    /// <summary>Puts a committed message into its inbox. Between windows; <see cref="SetNext"/> is to follow.</summary>
    public void AddCommitted(in Message message)
    {
        _inboxes[message.Target - _first].Insert(in message);
        Undelivered++;
    }

    /// <summary>Sets a process's next local event, ns. Between windows.</summary>
    public void SetNext(int process, long localNs) =>
        _index.Set(process, Math.Min(localNs, _inboxes[process - _first].FirstTime()));

    /// <summary>A process's next event may be a message that has come. Between windows.</summary>
    public void Notice(int process) => SetNext(process, _index.At(process));

    /// <summary>The processes with something to do before a time: the window begins with them.</summary>
    public List<int> TakeDue(long untilNs)
    {
        _taken.Clear();
        _index.CollectBefore(untilNs, _taken);
        foreach (int p in _taken) Join(p);
        return _taken;
    }

    /// <summary>The processes whose inbox inside the window has changed since they were last taken.</summary>
    public List<int> TakeDirty()
    {
        _taken.Clear();
        if (_dirty.Count * 8 > _slotCount)
        {
            // Most are dirty: go through memory in order.
            foreach (ref ProcessSlot<T> slot in Slots)
            {
                if (!slot.IsDirty) continue;
                slot.IsDirty = false;
                _taken.Add(slot.Process);
            }
        }
        else
        {
            foreach (int p in _dirty) Slot(p).IsDirty = false;
            _taken.AddRange(_dirty);
        }

        _dirty.Clear();
        return _taken;
    }

    /// <summary>A process of the open window is to execute again for another reason than its inbox.</summary>
    public void MakeDirty(ref ProcessSlot<T> slot)
    {
        if (slot.IsDirty) return;
        slot.IsDirty = true;
        _dirty.Add(slot.Process);
    }

    /// <summary>
    /// A process that is due executes in the second round, when it knows what the others have sent it: what it would publish without their
    /// messages would have them all executed again. False when it is another owner's, or not due.
    /// </summary>
    public bool Postpone(int process)
    {
        int i = process - _first;
        if (i < 0 || i >= _slotOf.Length || _slotOf[i] == 0) return false;
        MakeDirty(ref _slots[_slotOf[i] - 1]);
        return true;
    }

    /// <summary>All processes of the open window, for one that was cut.</summary>
    public List<int> TakeAll()
    {
        _taken.Clear();
        _dirty.Clear();
        foreach (ref ProcessSlot<T> slot in Slots)
        {
            slot.IsDirty = false;
            _taken.Add(slot.Process);
        }

        return _taken;
    }

    /// <summary>Notes what a process's execution came to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Executed(ref ProcessSlot<T> slot, long events, long nextLocalNs, string? fault)
    {
        slot.NextLocalNs = nextLocalNs;
        HeldEvents += events - slot.Events;
        slot.Events = events;
        // Few have one, and writing a reference costs more than to look.
        if (fault is not null || slot.Fault is not null) slot.Fault = fault;
    }

    /// <summary>A message for a process will be inserted soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(int process) => _inboxes[process - _first].Expect();

    /// <summary>A message came for one of the processes in a window that ends at <paramref name="untilNs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(in Message message, long untilNs)
    {
        _inboxes[message.Target - _first].Insert(in message);
        Undelivered++;
        Note(in message, untilNs);
    }

    /// <summary>A message was taken back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(in Message message, long untilNs)
    {
        _inboxes[message.Target - _first].Remove(in message);
        Undelivered--;
        Note(in message, untilNs);
    }

    /// <summary>A message came, and whoever settles its receiver knows, and reads what waits for it between any two messages.</summary>
    public void InsertQuietly(in Message message)
    {
        _inboxes[message.Target - _first].InsertInOrder(in message);
        Undelivered++;
    }

    /// <summary>A message was taken back, likewise.</summary>
    public void RemoveQuietly(in Message message)
    {
        _inboxes[message.Target - _first].RemoveInOrder(in message);
        Undelivered--;
    }

    /// <summary>A message for after the window came or went.</summary>
    public void Touch(int process) => _touched.Add(process);

    /// <summary>The slot of a process, which joins the window if it has none yet; valid until another one joins.</summary>
    public ref ProcessSlot<T> SlotOrNew(int process)
    {
        int slot = _slotOf[process - _first] - 1;
        // Joining may bring a larger array.
        if (slot < 0) slot = Join(process);
        return ref _slots[slot];
    }

    /// <summary>Makes a slot's window final: its messages are consumed, and its next event is set.</summary>
    public void Commit(in ProcessSlot<T> slot, long untilNs)
    {
        int i = slot.Process - _first;
        Undelivered -= _inboxes[i].Consume(untilNs);
        _slotOf[i] = 0;
        SetNext(slot.Process, slot.NextLocalNs);
    }

    /// <summary>Ends the window. Every slot is committed by now.</summary>
    public void Close()
    {
        // Those that only got messages for later have no nearer event of their own than the index says.
        foreach (int p in _touched) Notice(p);
        _touched.Clear();
        // Nothing is kept alive until the next window.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) Slots.Clear();
        _slotCount = 0;
        HeldEvents = 0;
    }

    private int Join(int process)
    {
        if (_slotCount == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        ref ProcessSlot<T> slot = ref _slots[_slotCount];
        slot = default;
        slot.Process = process;
        _slotOf[process - _first] = _slotCount + 1;
        return _slotCount++;
    }

    private void Note(in Message message, long untilNs)
    {
        int p = message.Target;
        if (message.Time >= untilNs)
        {
            _touched.Add(p);
            return;
        }

        int slot = _slotOf[p - _first] - 1;
        if (slot < 0) slot = Join(p);
        if (_slots[slot].IsDirty) return;
        _slots[slot].IsDirty = true;
        _dirty.Add(p);
    }
}
