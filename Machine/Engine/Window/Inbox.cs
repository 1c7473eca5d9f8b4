using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Tickstorm.Engine.Window;

/// <summary>
/// A process's undelivered messages in <see cref="EventOrder"/>: an array that is kept, so that a steady state allocates nothing.
/// </summary>
internal struct Inbox
{
    // A message that belongs before more than this many others is only noted, and the array sorted once before it is read.
    private const int InsertionLimit = 32;

    // The target of a message that was taken back.
    private const int Gone = -1;

    private Message[]? _items;
    private int _head;
    private int _count;
    private bool _unsorted;

    // Messages that were taken back and are still in the array: many are closed up at once.
    private int _gone;

    /// <summary>How many messages wait.</summary>
    public readonly int Count => _count - _head - _gone;

    /// <summary>The messages in order; valid until the next change.</summary>
    public ReadOnlySpan<Message> InOrder()
    {
        Settle();
        return _items.AsSpan(_head, _count - _head);
    }

    /// <summary>The time of the first message; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstTime()
    {
        Settle();
        if (_count == _head) return long.MaxValue;
        return _items![_head].Time;
    }

    /// <summary>A message will come soon: the place for it is fetched into the cache, where the processor can do that.</summary>
    public readonly unsafe void Expect()
    {
        if (!Sse.IsSupported || _items is null) return;
        ref Message first = ref MemoryMarshal.GetArrayDataReference(_items);
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, _count)));
    }

    /// <summary>Adds a message.</summary>
    public void Insert(in Message message)
    {
        _items ??= new Message[4];
        if (_gone > 0) CloseUp();
        if (_count == _items.Length) MakeRoom();
        int at = _count++;
        if (!_unsorted)
        {
            int least = Math.Max(_head, at - InsertionLimit);
            while (at > least && EventOrder.Compare(in _items[at - 1], in message) > 0)
            {
                _items[at] = _items[at - 1];
                at--;
            }

            _unsorted = at == least && at > _head && EventOrder.Compare(in _items[at - 1], in message) > 0;
        }

        _items[at] = message;
    }

    /// <summary>Takes a message back.</summary>
    /// <exception cref="BrokenRunException">It is not there: sender and receiver disagree.</exception>
    public void Remove(in Message message)
    {
        if (_unsorted) Sort();
        int at = Find(in message);
        if (_count - at > InsertionLimit)
        {
            _items![at].Target = Gone;
            _gone++;
            return;
        }

        Array.Copy(_items!, at + 1, _items!, at, _count - at - 1);
        _count--;
    }

    /// <summary>Adds a message where it belongs, for one who reads between any two changes: nothing is left to be sorted.</summary>
    public void InsertInOrder(in Message message)
    {
        Settle();
        _items ??= new Message[4];
        if (_count == _items.Length) MakeRoom();
        int at = _count;
        if (at > _head && EventOrder.Compare(in _items[at - 1], in message) > 0)
        {
            at = ~Array.BinarySearch(_items, _head, _count - _head, message, EventOrder.Instance);
            if (at < 0) throw new BrokenRunException($"Message {message.Sequence} of process {message.Source} came twice.");
            Array.Copy(_items, at, _items, at + 1, _count - at);
        }

        _items[at] = message;
        _count++;
    }

    /// <summary>Takes a message back, likewise.</summary>
    /// <exception cref="BrokenRunException">It is not there: sender and receiver disagree.</exception>
    public void RemoveInOrder(in Message message)
    {
        Settle();
        int at = Find(in message);
        Array.Copy(_items!, at + 1, _items!, at, _count - at - 1);
        _count--;
    }

    /// <summary>Drops the messages before a time: they are consumed. Returns how many.</summary>
    public int Consume(long untilNs)
    {
        Settle();
        int before = _head;
        while (_head < _count && _items![_head].Time < untilNs) _head++;
        int consumed = _head - before;
        if (_head == _count) _head = _count = 0;
        return consumed;
    }

    private readonly int Find(in Message message)
    {
        int at = Array.BinarySearch(_items ?? [], _head, _count - _head, message, EventOrder.Instance);
        if (at >= 0 && _items![at].Equals(message)) return at;
        throw new BrokenRunException(
            $"Message {message.Sequence} of process {message.Source} for {message.Time} ns "
            + $"is not in the inbox of process {message.Target}.");
    }

    private void Settle()
    {
        if (_gone > 0) CloseUp();
        if (_unsorted) Sort();
    }

    private void CloseUp()
    {
        int to = _head;
        for (int from = _head; from < _count; from++)
            if (_items![from].Target != Gone) _items[to++] = _items[from];
        (_count, _gone) = (to, 0);
    }

    private void MakeRoom()
    {
        if (_head > _items!.Length / 2)
        {
            Array.Copy(_items, _head, _items, 0, _count - _head);
            _count -= _head;
            _head = 0;
        }
        else
        {
            Array.Resize(ref _items, _items.Length * 2);
        }
    }

    private void Sort()
    {
        Array.Sort(_items!, _head, _count - _head, EventOrder.Instance);
        _unsorted = false;
    }
}
