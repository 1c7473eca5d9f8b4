using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>
/// A lock that is held for a whole call: call_lock of smp_call_function until 2.6.26, whose holder has the only call of the machine; a
/// tlbstate_lock until 3.5, whose holder has the only shoot-down with its vector.
/// </summary>
internal sealed class CallLock : LockProcess<CallLockState>
{
    private readonly long _holdNs;
    private readonly int _process;
    private readonly LockWaitKind _kind;
    private readonly string _name;

    public CallLock(Scenario scenario, Topology topology, int process, LockWaitKind kind)
        : base(
            NameOf(kind), "costs.line.lockHold", new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process),
            new CallLockState { Hash = EventHash.Start, GrantNs = long.MaxValue, Holder = -1 })
    {
        _process = process;
        _kind = kind;
        _name = NameOf(kind);
        _holdNs = Math.Max(1, scenario.Costs.LineLockHold);
    }

    public override long NextLocalNs => State.GrantNs;

    public override ulong Hash => State.Hash;

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
        [("holder", Text(State.Holder)), ("waiting", Text(Queue.Count)), ("acquisitions", Text(State.Acquisitions))];

    private static string NameOf(LockWaitKind kind) => kind == LockWaitKind.Call ? "call_lock" : "a tlbstate_lock";

    protected override void OnMessage(in Message message, Effects effects)
    {
        long now = message.Time;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)(uint)message.A << 8 | (ulong)(uint)message.Source << 16);
        if (message.A == 0)
        {
            Queue.Add(new Waiter { Cpu = message.Source, RequestNs = now });
        }
        else if (State.Holder != message.Source)
        {
            effects.Fault($"CPU {message.Source} gives {_name} back at {now} ns; CPU {State.Holder} has it.");
            return;
        }
        else
        {
            State.Holder = -1;
        }

        State.GrantNs = State.Holder < 0 && Queue.Count > 0 ? now : long.MaxValue;
    }

    protected override void OnLocal(long now, Effects effects)
    {
        Waiter waiter = Queue.Pick();
        State.GrantNs = long.MaxValue;
        State.Holder = waiter.Cpu;
        State.Acquisitions++;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Section | (ulong)(uint)waiter.Cpu << 28);
        effects.Append(new LockWait(_kind, now - waiter.RequestNs, Queue.Count).Pack());
        effects.Send(now, new Message
        {
            Time = now + _holdNs, Source = _process, Sequence = State.Sequence++, Target = waiter.Cpu, Kind = MessageKind.CallLock,
        });
    }
}

/// <summary>The lock's state apart from its queue.</summary>
internal struct CallLockState
{
    public ulong Hash;

    /// <summary>When the next waiter gets it, ns.</summary>
    public long GrantNs;

    public long Acquisitions;
    public uint Sequence;

    /// <summary>Who has it; -1 for nobody.</summary>
    public int Holder;
}
