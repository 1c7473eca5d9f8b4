using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>
/// tick_broadcast_lock with what it protects: the masks of CPUs, and the one-shot device that wakes those that sleep where their local
/// timers stop. A periodic device is the legacy block's.
/// </summary>
internal sealed partial class BroadcastLock : LockProcess<BroadcastState>
{
    private readonly Costs _costs;
    private readonly KernelSwitches _kernel;
    private readonly Topology _topology;
    private readonly IcrWrites _icrWrites;
    private readonly BroadcastTimer _timer;
    private readonly ProcessIds _ids;
    private readonly byte _vector;
    private readonly bool _isPeriodic;
    private readonly int _forcedValue;
    private readonly long _grantNs, _writeNs, _unarmedNs;

    // tick_broadcast_mask of the periodic broadcast, tick_broadcast_oneshot_mask of the other.
    private readonly CpuSet _mask, _pending, _forced, _due;

    // next_event of the CPUs' local timers, ns.
    private readonly long[] _nextNs, _savedNextNs;

    private readonly PublishedHistory _clears;

    /// <summary>The lock at time 0.</summary>
    /// <param name="plan">What the machine is.</param>
    public BroadcastLock(BroadcastPlan plan)
        : base(
            "tick_broadcast_lock", "costs.broadcast.lock",
            new LockQueue(plan.Scenario.Lock, plan.Topology, plan.Scenario.Run.Seed, plan.Ids.Broadcast),
            new BroadcastState
            {
                Hash = EventHash.Start, AcquireNs = long.MaxValue, DeviceNs = long.MaxValue, NextNs = long.MaxValue, LastHolder = -1,
                BoundOn = -1,
            })
    {
        Scenario scenario = plan.Scenario;
        _guest = plan.Guest;
        (_requestNs, _endNs) = (BroadcastWay.RequestNs(scenario.Costs), scenario.Run.DurationNs);
        _costs = scenario.Costs;
        _kernel = plan.Kernel;
        _topology = plan.Topology;
        _ids = plan.Ids;
        _vector = plan.Vector;
        _icrWrites = new IcrWrites(scenario.Machine);
        _isPeriodic = plan.Design.Source == TickSource.Broadcast;
        _forcedValue = PublishedValue.BroadcastForced(scenario);
        Device = _isPeriodic ? plan.Design.Device : scenario.Tick.Broadcast;
        _timer = new BroadcastTimer(Device, _costs);
        _grantNs = BroadcastWay.GrantNs(_costs);
        _writeNs = _costs.IpiIcr + plan.Design.ExitsToSend * _costs.VmExit;
        _unarmedNs = _timer.MinNs + _costs.IdleExit + UsualPathNs;
        int cpus = _ids.Cpus;
        (_mask, _pending, _forced, _due) = (new(cpus), new(cpus), new(cpus), new(cpus));
        _nextNs = new long[_isPeriodic ? 0 : cpus];
        _savedNextNs = new long[_nextNs.Length];
        Array.Fill(_nextNs, long.MaxValue);
        _clears = new PublishedHistory(_costs.Published, 0);
        for (int cpu = 0; cpu < cpus; cpu++)
            if (_isPeriodic ? plan.Wants[cpu] : cpu > 0 && _kernel.BroadcastBitSticks) _mask.Add(cpu);
    }

    // From the device's expiry to the lock, where nobody is in the way, and some more.
    private const long UsualPathNs = 5_000;

    /// <summary>The device.</summary>
    public BroadcastDevice Device { get; }

    public override long NextLocalNs => Math.Min(Math.Min(State.AcquireNs, State.DeviceNs), Math.Min(NextHotplugNs, NextRestoreNs));

    public override ulong Hash => State.Hash;

    public override ReadOnlySpan<PublishedWrite> Published(int value) => value == _forcedValue ? _clears.Writes : default;

    public override PublishedWrite[]?[]? AllPublished()
    {
        if (_isPeriodic) return null;
        PublishedWrite[]?[] all = new PublishedWrite[]?[_forcedValue + 1];
        all[_forcedValue] = _clears.Writes.ToArray();
        return all;
    }

    public override void Save()
    {
        base.Save();
        if (_isPeriodic) return;
        _mask.Save();
        _pending.Save();
        _forced.Save();
        _nextNs.CopyTo(_savedNextNs, 0);
        _clears.Save(State.NowNs);
    }

    public override void Restore()
    {
        base.Restore();
        if (_isPeriodic) return;
        _mask.Restore();
        _pending.Restore();
        _forced.Restore();
        _savedNextNs.CopyTo(_nextNs, 0);
        _clears.Restore();
    }

    public override void Write(BinaryWriter writer)
    {
        base.Write(writer);
        _mask.Write(writer);
        _pending.Write(writer);
        _forced.Write(writer);
        StructBytes.WriteAll<long>(writer, _nextNs);
        _clears.Write(writer, State.NowNs);
    }

    public override void Read(BinaryReader reader)
    {
        base.Read(reader);
        _mask.Read(reader);
        _pending.Read(reader);
        _forced.Read(reader);
        StructBytes.ReadInto(reader, _nextNs);
        _clears.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("waiting", Text(Queue.Count)), ("last holder", Text(State.LastHolder)), ("device expires", Text(State.DeviceNs)),
        ("device's next event", Text(State.NextNs)), ("CPUs in the mask", Text(_mask.Count)), ("pending", Text(_pending.Count)),
        ("forced", Text(_forced.Count)), ("broadcasts", Text(State.Handled)), ("IPIs", Text(State.Sent)),
    ];

    protected override void OnMessage(in Message message, Effects effects)
    {
        if (message.Kind != MessageKind.Broadcast) throw Unexpected(in message);
        BroadcastMessage asked = BroadcastMessage.Unpack(message.A);
        int cpu = message.Source;
        long now = State.NowNs = message.Time;
        if (asked.Call == BroadcastCall.Handle) State.HandlerNs = message.B;
        else if (asked.Call == BroadcastCall.Enter) _nextNs[cpu] = message.B == long.MaxValue ? message.B : message.B - StepUnderWay(now);
        Queue.Add(new Waiter { Cpu = cpu, RequestNs = now, Interrupt = (uint)asked.Extra, Kind = (int)asked.Call });
        if (State.AcquireNs == long.MaxValue) State.AcquireNs = Math.Max(now, State.FreeNs);
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)asked.Call << 8 | (ulong)(uint)cpu << 16);
        if (effects.Tracing && asked.Call == BroadcastCall.Handle)
            Trace(now, TraceKind.LockWaitBegin, cpu, (uint)asked.Extra, LockLines.Broadcast, -1, 0, effects);
    }

    protected override void OnLocal(long now, Effects effects)
    {
        State.NowNs = now;
        if (State.DeviceNs == now) Expire(now, effects);
        else if (State.AcquireNs == now) Acquire(now, effects);
        else if (NextRestoreNs == now) RestoreDevice(now, effects);
        else TakeOut(now);
    }

    // The device's output is wired to IRQ0's pin.
    private void Expire(long now, Effects effects)
    {
        State.DeviceNs = long.MaxValue;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Raised);
        long at = now + Math.Max(1, _costs.IoApicWrite);
        Send(now, _ids.Lines, at, MessageKind.PinEdge, 0, 0, effects);
    }

    private void Acquire(long now, Effects effects)
    {
        Waiter waiter = Queue.Pick();
        BroadcastCall call = (BroadcastCall)waiter.Kind;
        effects.Append(new LockWait(LockWaitKind.Broadcast, now - waiter.RequestNs, Queue.Count).Pack());
        if (effects.Tracing && call == BroadcastCall.Handle)
        {
            Trace(now, TraceKind.LockWaitEnd, waiter.Cpu, waiter.Interrupt, LockLines.Broadcast, State.LastHolder, now - waiter.RequestNs,
                effects);
        }

        bool contended = State.LastHolder >= 0 && State.LastHolder != waiter.Cpu && now > waiter.RequestNs;
        long handover = contended ? _costs.LockHandover + _topology.LineNs(State.LastHolder, waiter.Cpu) : 0;
        State.LastHolder = waiter.Cpu;
        State.Acquisitions++;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Section | (ulong)call << 8 | (ulong)(uint)waiter.Cpu << 28);
        long begins = now + handover + _grantNs;
        State.FreeNs = call switch
        {
            BroadcastCall.Handle => Handle(in waiter, now, begins, effects),
            BroadcastCall.Enter => Enter(waiter.Cpu, now, begins, effects),
            _ => Exit(waiter.Cpu, now, begins, effects),
        };
        State.HoldTotalNs += State.FreeNs - now;
        State.HoldMaxNs = Math.Max(State.HoldMaxNs, State.FreeNs - now);
        State.AcquireNs = Queue.Count > 0 ? State.FreeNs : long.MaxValue;
    }

    private void Answer(
        long now, int cpu, long time, BroadcastCall call, BroadcastFlags flags, long leftNs, long extra, Effects effects) =>
        Send(now, cpu, time, MessageKind.Broadcast, new BroadcastMessage(call, flags, leftNs).Pack(), extra, effects);

    private void Send(long now, int target, long time, int kind, long a, long b, Effects effects) => effects.Send(
        now, new Message
        {
            Time = time, Source = _ids.Broadcast, Sequence = State.Sequence++, Target = target, Kind = kind, A = a, B = b,
        });

    private void Trace(long now, TraceKind kind, int cpu, uint interrupt, short line, int peer, long argument, Effects effects) =>
        effects.Trace(new TraceRecord(now, _ids.Broadcast, 0, kind, cpu, interrupt, -1, line, peer, argument));
}
