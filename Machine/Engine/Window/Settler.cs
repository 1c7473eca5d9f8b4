using System.Runtime.InteropServices;

namespace Tickstorm.Engine.Window;

/// <summary>
/// Settles a window in which few processes are still dirty as a sequential simulator would: those few in the order of time, in steps of the
/// smallest lookahead, so that nothing is executed twice, while all others stay where they are. Rounds would execute a chain of messages
/// among a few processes again from the window's start with each of its links.
/// </summary>
/// <remarks>
/// What is sent in a step arrives after it; so whatever comes before a step's end is final when the step begins. A member goes on from its
/// state at the time when it joined, up to which all was final. What it sends is held against what it sent before: only the difference
/// travels, straight into inboxes, and a receiver that is no member yet becomes one.
/// </remarks>
internal sealed class Settler(Worker[] workers, ISimulationModel model, Func<int, int> workerOf)
{
    /// <summary>It begins when at most so many processes are dirty ...</summary>
    public const int MostDirty = 32;

    /// <summary>... and so many times more are active; where most are in the chain, rounds cost no more ...</summary>
    public const int Bystanders = 16;

    /// <summary>
    /// ... and the last two rounds have left at least one in so many: where fewer stay dirty a round or two will end the window. Two, as
    /// many meet in one process and become many again.
    /// </summary>
    public const int Shrinks = 2;

    /// <summary>More members than this, and rounds go on: one process has sent to all.</summary>
    public const int MostMembers = 64;

    // Rounds would have settled a chain of no more links than this by executing a few processes as often.
    private const int ShortChain = 3;

    // A window that was given up, or had but a short chain, says that the next ones will be so.
    private const int WindowsToRest = 32;

    private readonly long _stepNs = model.MinLookaheadNs;
    private readonly Effects _effects = new(model) { SentAhead = model.SendsAhead != SendsAhead.Nothing };
    private readonly List<Message> _expanded = [];
    private readonly List<int> _due = [], _joining = [];
    private readonly List<(int Process, long Ns, int Link)> _reached = [];
    private Piece[] _pieces = new Piece[256];
    private Member[] _members = new Member[MostMembers * 2];

    // When each member is next due.
    private readonly EventList _next = new();
    private int _count, _pieceCount, _links, _rest;

    /// <summary>True where nothing is settled so: who reads a published value sees it change between rounds.</summary>
    public bool Publishes { get; } = model.Publications.Count > 0;

    /// <summary>True when this window is to be settled so. Counts alone decide, and whether there are published values.</summary>
    /// <param name="dirty">Processes that are dirty now.</param>
    /// <param name="dirtyOnce">The fewer of those that were before the last round and before that; 0 for the first two rounds.</param>
    /// <param name="active">Processes that take part.</param>
    public bool Takes(long dirty, long dirtyOnce, long active) =>
        !Publishes && _rest == 0 && dirty <= MostDirty && dirty * Bystanders <= active && dirty * Shrinks >= dirtyOnce;

    /// <summary>A window begins.</summary>
    public void BeginWindow() => _rest = Math.Max(0, _rest - 1);

    /// <summary>
    /// Settles the window, in which nothing before <paramref name="fromNs"/> changes any more. When too many join, what is not settled then
    /// is left to rounds, unless the <paramref name="whole"/> window is settled so, of which nothing is saved.
    /// </summary>
    public void Settle(long fromNs, long endNs, bool whole = false)
    {
        _count = _pieceCount = _links = 0;
        _effects.Reset();
        _next.Begin(endNs);
        _joining.Clear();
        foreach (Worker worker in workers) _joining.AddRange(worker.Table.TakeDirty());
        foreach (int process in _joining)
        {
            int number = Join(process, fromNs, link: 1);
            _next.Append(number, NextNs(number));
        }

        _next.Sort();
        for (long next = _next.Earliest; next < endNs; next = _next.Earliest)
        {
            long end = Math.Min(endNs, next + _stepNs);
            _due.Clear();
            _next.TakeBefore(end, _due);
            foreach (int number in CollectionsMarshal.AsSpan(_due)) Step(number, end, endNs);
            foreach ((int process, long ns, int link) in CollectionsMarshal.AsSpan(_reached)) Reach(process, ns, link, end);
            _reached.Clear();
            if (whole || _count <= MostMembers || end >= endNs) continue;
            for (int i = 0; i < _count; i++) GiveUp(i, endNs);
            _rest = WindowsToRest;
            return;
        }

        for (int i = 0; i < _count; i++) Leave(i);
        if (_links <= ShortChain) _rest = WindowsToRest;
    }

    // Returns its number.
    private int Join(int process, long ns, int link)
    {
        Worker worker = workers[workerOf(process)];
        ref ProcessSlot<LatestExecution> slot = ref worker.Table.SlotOrNew(process);
        ref LatestExecution own = ref slot.Own;
        if (_count == _members.Length) Array.Resize(ref _members, _count * 2);
        int number = _count++;
        ref Member member = ref _members[number];
        member = new Member
        {
            Worker = worker, Process = process, StaleAt = own.MessageStart, StaleEnd = own.MessageStart + own.MessageCount,
            FirstPiece = -1, LastPiece = -1, Link = link,
        };
        own.Member = number + 1;
        worker.RestoreOrSave(ref slot);
        int start = _effects.MessageCount, stale = member.StaleAt;
        Execute(ref member, ns);
        TakeStale(ref member, ns);
        if (member.StaleAt - stale != _effects.MessageCount - start)
            throw new BrokenRunException($"Process {process} did not repeat what it sent before {ns} ns.");
        return number;
    }

    private void Step(int number, long end, long windowEnd)
    {
        ref Member member = ref _members[number];
        int start = _effects.MessageCount, stale = member.StaleAt;
        Execute(ref member, end);
        TakeStale(ref member, end);
        MessageDifference difference = new(
            member.Worker.Effects.Messages.AsSpan(stale, member.StaleAt - stale),
            _effects.Messages.AsSpan(start, _effects.MessageCount - start));
        foreach (ref readonly Message message in Expand(difference.Removed))
        {
            workers[workerOf(message.Target)].Table.RemoveQuietly(in message);
            Note(in message, member.Link + 1, windowEnd);
        }

        foreach (ref readonly Message message in Expand(difference.Inserted))
        {
            workers[workerOf(message.Target)].Table.InsertQuietly(in message);
            Note(in message, member.Link + 1, windowEnd);
        }

        _next.Add(number, NextNs(number));
    }

    // Records to several, which are rare here, become their messages.
    private ReadOnlySpan<Message> Expand(ReadOnlySpan<Message> messages)
    {
        bool any = false;
        foreach (ref readonly Message message in messages) any |= message.Target == Message.Several;
        if (!any) return messages;
        _expanded.Clear();
        foreach (ref readonly Message message in messages)
        {
            if (message.Target == Message.Several) model.Expand(in message, 0, model.ProcessCount, _expanded);
            else _expanded.Add(message);
        }

        return CollectionsMarshal.AsSpan(_expanded);
    }

    private void Execute(ref Member member, long untilNs)
    {
        int messageStart = _effects.MessageCount, statisticStart = _effects.StatisticCount;
        // A piece's first value shares no entry with another piece's last: it may be another process's.
        _effects.StatisticStart = statisticStart;
        long before = _effects.Executed, straight = _effects.Straight;
        ReadOnlySpan<Message> inbox = member.Worker.Table.Inbox(member.Process)[member.Taken..];
        model.Execute(member.Process, untilNs, inbox, _effects);
        int taken = 0;
        while (taken < inbox.Length && inbox[taken].Time < untilNs) taken++;
        member.Taken += taken;
        member.Events += _effects.Executed - before;
        member.Fault ??= _effects.TakeFault();
        member.Worker.Effects.Executed += _effects.Executed - before;
        member.Worker.Effects.Straight += _effects.Straight - straight;
        if (messageStart != _effects.MessageCount || statisticStart != _effects.StatisticCount)
            AddPiece(ref member, messageStart, statisticStart);
    }

    private void AddPiece(ref Member member, int messageStart, int statisticStart)
    {
        if (_pieceCount == _pieces.Length) Array.Resize(ref _pieces, _pieces.Length * 2);
        if (member.FirstPiece < 0) member.FirstPiece = _pieceCount;
        else _pieces[member.LastPiece].Next = _pieceCount;
        member.LastPiece = _pieceCount;
        // Written field by field where it stays: a copy would wait for the writes before it.
        ref Piece piece = ref _pieces[_pieceCount++];
        piece.Next = -1;
        (piece.MessageStart, piece.MessageCount) = (messageStart, _effects.MessageCount - messageStart);
        (piece.StatisticStart, piece.StatisticCount) = (statisticStart, _effects.StatisticCount - statisticStart);
    }

    // What it sent before a time the last time it was executed has been sent anew by now, or will not be.
    private static void TakeStale(ref Member member, long untilNs)
    {
        long[] sent = member.Worker.Effects.SentNs;
        while (member.StaleAt < member.StaleEnd && sent[member.StaleAt] < untilNs) member.StaleAt++;
    }

    private void Note(in Message message, int link, long windowEnd)
    {
        if (message.Time < windowEnd) _reached.Add((message.Target, message.Time, link));
        else workers[workerOf(message.Target)].Table.Touch(message.Target);
    }

    private void Reach(int process, long ns, int link, long now)
    {
        _links = Math.Max(_links, link);
        ref ProcessSlot<LatestExecution> slot = ref workers[workerOf(process)].Table.SlotOrNew(process);
        int number = slot.Own.Member - 1;
        if (number < 0)
        {
            number = Join(process, now, link);
            _next.Add(number, NextNs(number));
            return;
        }

        ref Member member = ref _members[number];
        member.Link = Math.Max(member.Link, link);
        if (member.Fault is null) _next.Bring(number, ns);
    }

    // Its next event, message or earlier sending. One that has met what cannot be goes no further.
    private long NextNs(int number)
    {
        ref Member member = ref _members[number];
        long next = model.NextLocalNs(member.Process);
        ReadOnlySpan<Message> inbox = member.Worker.Table.Inbox(member.Process);
        if (member.Taken < inbox.Length) next = Math.Min(next, inbox[member.Taken].Time);
        if (member.StaleAt < member.StaleEnd) next = Math.Min(next, member.Worker.Effects.SentNs[member.StaleAt]);
        return member.Fault is null ? next : long.MaxValue;
    }

    // It is settled: what it measured in pieces is put together; what it sent has been delivered, and nobody asks for it again.
    private void Leave(int number)
    {
        ref Member member = ref _members[number];
        ref ProcessSlot<LatestExecution> slot = ref member.Worker.Table.Slot(member.Process);
        slot.Own.Member = 0;
        Gather(in member, ref slot.Own, messages: false);
        member.Worker.Table.Executed(ref slot, member.Events, model.NextLocalNs(member.Process), member.Fault);
    }

    // Not settled: it goes to the window's end at once, and what it sends then differently is delivered in a round.
    private void GiveUp(int number, long endNs)
    {
        ref Member member = ref _members[number];
        ref ProcessSlot<LatestExecution> slot = ref member.Worker.Table.Slot(member.Process);
        slot.Own.Member = 0;
        Gather(in member, ref slot.Own, messages: true);
        int stale = member.StaleEnd - member.StaleAt;
        member.Worker.ExecuteRest(ref slot, endNs, member.Taken, member.StaleAt, stale, member.Events, member.Fault);
    }

    private void Gather(in Member member, ref LatestExecution own, bool messages)
    {
        Effects to = member.Worker.Effects;
        own.MessageStart = to.MessageCount;
        own.StatisticStart = to.StatisticCount;
        for (int at = member.FirstPiece; at >= 0; at = _pieces[at].Next)
        {
            ref readonly Piece piece = ref _pieces[at];
            if (messages) to.AppendMessages(_effects, piece.MessageStart, piece.MessageCount);
            for (int i = 0; i < piece.StatisticCount; i++) to.Append(in _effects.Statistics[piece.StatisticStart + i]);
        }

        own.MessageCount = to.MessageCount - own.MessageStart;
        own.StatisticCount = to.StatisticCount - own.StatisticStart;
    }

    private struct Member
    {
        public Worker Worker;
        public int Process;

        /// <summary>How many messages of its inbox it has taken.</summary>
        public int Taken;

        /// <summary>What is left of its earlier list of messages, in its worker's effects.</summary>
        public int StaleAt, StaleEnd;

        public long Events;
        public string? Fault;

        /// <summary>What it has sent and measured in pieces, the first and the last of them; -1 for none.</summary>
        public int FirstPiece, LastPiece;

        /// <summary>How many links of the chain lie before it and with it.</summary>
        public int Link;
    }

    private struct Piece
    {
        /// <summary>The next piece of the same member; -1 for none.</summary>
        public int Next;
        public int MessageStart, MessageCount;
        public int StatisticStart, StatisticCount;
    }
}
