using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// The CPUs that have passed the test against tick_next_period and queue for jiffies_lock, as a part of the timekeeper. Each holds it for
/// the same time, whether it finds something to update or not.
/// </summary>
internal sealed class JiffiesLock
{
    private readonly long _holdNs, _awayNs;
    private readonly bool _hasGate;
    private readonly int _process;
    private readonly LockQueue _queue, _savedQueue;
    private JiffiesLockState _saved;

    public JiffiesLock(Scenario scenario, KernelSwitches kernel, Topology topology, int process)
    {
        _holdNs = scenario.Costs.JiffiesLockHold;
        _awayNs = scenario.Costs.Published;
        _hasGate = kernel.JiffiesGate;
        _process = process;
        _queue = new LockQueue(scenario.Lock, topology, scenario.Run.Seed, process);
        _savedQueue = _queue.Another();
    }

    public JiffiesLockState State = new() { AcquireNs = long.MaxValue };

    /// <summary>When the next waiter acquires it, ns.</summary>
    public long NextNs => State.AcquireNs;

    /// <summary>A CPU asks for it. True when the gate turns it away: another one is updating for a timekeeper that does not.</summary>
    public bool TurnsAway(in Message message, Effects effects)
    {
        long now = message.Time;
        bool forced = ((TimekeeperCall)message.A).HasFlag(TimekeeperCall.Forced);
        if (forced && _hasGate && now < State.GateNs)
        {
            Answer(now, message.Source, now + _awayNs, effects);
            return true;
        }

        // Until it has had the lock, no other one that is forced comes in.
        if (forced && _hasGate) State.GateNs = long.MaxValue;
        _queue.Add(new Waiter { Cpu = message.Source, RequestNs = message.B, Kind = (int)message.A });
        if (State.AcquireNs == long.MaxValue) State.AcquireNs = Math.Max(now, State.FreeNs);
        return false;
    }

    /// <summary>The next waiter has it: who, when it asked, and what for.</summary>
    public Waiter Acquire(long now, Effects effects)
    {
        Waiter waiter = _queue.Pick();
        State.FreeNs = now + _holdNs;
        State.AcquireNs = _queue.Count > 0 ? State.FreeNs : long.MaxValue;
        if (((TimekeeperCall)waiter.Kind).HasFlag(TimekeeperCall.Forced)) State.GateNs = State.FreeNs;
        effects.Append(new LockWait(Tracing.LockWaitKind.Jiffies, now - waiter.RequestNs, _queue.Count).Pack());
        Answer(now, waiter.Cpu, State.FreeNs, effects);
        return waiter;
    }

    public void Save()
    {
        _saved = State;
        _queue.CopyTo(_savedQueue);
    }

    public void Restore()
    {
        State = _saved;
        _savedQueue.CopyTo(_queue);
    }

    public void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        _queue.Write(writer);
    }

    public void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        _queue.Read(reader);
    }

    private void Answer(long now, int cpu, long time, Effects effects) => effects.Send(
        now, new Message { Time = time, Source = _process, Sequence = State.Sequence++, Target = cpu, Kind = MessageKind.JiffiesLock });
}

/// <summary>The lock's state apart from its queue.</summary>
internal struct JiffiesLockState
{
    /// <summary>When the next waiter acquires it, when its holder leaves it, and until when the gate is shut, ns.</summary>
    public long AcquireNs, FreeNs, GateNs;

    public uint Sequence;
}
