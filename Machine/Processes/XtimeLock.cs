using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>
/// The xtime lock of vmitime.c: each alarm of each CPU advances jiffies under it until they have caught up with real time.
/// </summary>
internal sealed class XtimeLock : LockProcess<XtimeState>
{
    private readonly Costs _costs;
    private readonly Topology _topology;
    private readonly int _process;
    private readonly long _periodNs;
    private readonly bool _isHeld;
    private readonly SectionWay _section;
    private readonly GuestPlan _guest;

    public XtimeLock(Scenario scenario, Topology topology, GuestPlan guest, ProcessIds ids)
        : base(
            "the xtime lock", "costs.xtime.lockHold", new LockQueue(scenario.Lock, topology, scenario.Run.Seed, ids.Xtime),
            new XtimeState { Hash = EventHash.Start, AcquireNs = long.MaxValue })
    {
        _costs = scenario.Costs;
        _topology = topology;
        _process = ids.Xtime;
        _guest = guest;
        _periodNs = scenario.Tick.PeriodNs;
        _isHeld = LifeOf.Preempts(scenario);
        _section = SectionWay.Of(scenario.Costs);
    }

    public override long NextLocalNs => State.AcquireNs;

    public override ulong Hash => State.Hash;

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("waiting", Text(Queue.Count)), ("next acquisition", Text(State.AcquireNs)), ("acquisitions", Text(State.Acquisitions)),
        ("jiffies", Text(State.Jiffies)),
    ];

    protected override void OnMessage(in Message message, Effects effects)
    {
        if (message.Kind == MessageKind.Release)
        {
            Release(in message, effects);
            return;
        }

        Queue.Add(new Waiter { Cpu = message.Source, RequestNs = message.Time, Interrupt = (uint)message.B });
        if (State.AcquireNs == long.MaxValue && !State.IsHeld) State.AcquireNs = Math.Max(message.Time, State.FreeNs);
        State.Hash = EventHash.Extend(State.Hash, message.Time, HashWord.Delivered | (ulong)(uint)message.Source << 16);
        if (effects.Tracing) Trace(message.Time, TraceKind.LockWaitBegin, message.Source, (uint)message.B, -1, 0, effects);
    }

    protected override void OnLocal(long now, Effects effects)
    {
        Waiter waiter = Queue.Pick();
        effects.Append(new LockWait(LockWaitKind.Xtime, now - waiter.RequestNs, Queue.Count).Pack());
        if (effects.Tracing)
            Trace(now, TraceKind.LockWaitEnd, waiter.Cpu, waiter.Interrupt, State.LastHolder - 1, now - waiter.RequestNs, effects);
        bool contended = State.LastHolder > 0 && now > waiter.RequestNs;
        long handover = contended ? _costs.LockHandover + _topology.LineNs(State.LastHolder - 1, waiter.Cpu) : 0;
        long length = _costs.XtimeLockHold + handover;
        State.FreeNs = now + length;
        State.LastHolder = waiter.Cpu + 1;
        State.Acquisitions++;
        // do_timer(1) in a loop until the counter has caught up: the next CPU makes up for lost ticks.
        State.Jiffies = (now + _guest.ClockAheadNs(now)) / _periodNs;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Section | (ulong)(uint)waiter.Cpu << 28);
        effects.Send(now, new Message
        {
            Time = _isHeld ? now + _section.GrantNs : State.FreeNs, Source = _process, Sequence = State.Sequence++, Target = waiter.Cpu,
            Kind = _isHeld ? MessageKind.Grant : MessageKind.Xtime, B = _isHeld ? length : now,
        });
        State.IsHeld = _isHeld;
        State.AcquireNs = Queue.Count > 0 && !_isHeld ? State.FreeNs : long.MaxValue;
    }

    // Its holder may have been without a CPU meanwhile.
    private void Release(in Message message, Effects effects)
    {
        if (!State.IsHeld || State.LastHolder - 1 != message.Source)
        {
            effects.Fault($"CPU {message.Source} releases the xtime lock at {message.Time} ns, and does not hold it.");
            return;
        }

        State.IsHeld = false;
        State.FreeNs = message.Time;
        State.Hash = EventHash.Extend(State.Hash, message.Time, HashWord.Delivered | 1UL << 8 | (ulong)(uint)message.Source << 16);
        State.AcquireNs = Queue.Count > 0 ? message.Time : long.MaxValue;
    }

    private void Trace(long now, TraceKind kind, int cpu, uint interrupt, int peer, long argument, Effects effects) =>
        effects.Trace(new TraceRecord(now, _process, 0, kind, cpu, interrupt, -1, LockLines.Xtime, peer, argument));
}

/// <summary>The lock's state apart from its queue.</summary>
internal struct XtimeState
{
    public ulong Hash;
    public uint Sequence;
    public int LastHolder;
    public long FreeNs, AcquireNs, Acquisitions, Jiffies;

    /// <summary>Its holder has not released it.</summary>
    public bool IsHeld;
}
