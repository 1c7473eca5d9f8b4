using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// A host CPU: a run queue of vCPUs that takes turns by slices. What a vCPU waits here while it is ready is its stolen time.
/// </summary>
/// <remarks>
/// Round robin without priorities: a vCPU that wakes up queues behind the others. A vCPU gives its host CPU up between
/// interrupts, not inside a handler, so that a slice may end later by one handler's length.
/// </remarks>
internal sealed class HostCpu
{
    private readonly long _sliceNs, _switchNs;
    private readonly int _process;

    public HostCpu(Scenario scenario, ProcessIds ids, int number, bool[] busy)
    {
        _sliceNs = scenario.Workload.Host.SliceNs;
        _switchNs = scenario.Workload.Host.SwitchNs;
        _process = ids.Host(number);
        int mine = (ids.Cpus - number + ids.Hosts - 1) / ids.Hosts;
        Queue = new ReadyQueue(mine);
        for (int cpu = number; cpu < ids.Cpus; cpu += ids.Hosts)
        {
            if (busy[cpu]) Queue.Add(cpu, 0);
        }

        State.NextNs = Queue.Count > 0 ? 0 : long.MaxValue;
    }

    public ReadyQueue Queue { get; }

    public HostState State = new() { Hash = EventHash.Start, Current = -1 };

    public void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        int taken = 0;
        while (!effects.HasFault)
        {
            if (taken < inbox.Length && inbox[taken].Time <= State.NextNs)
            {
                ref readonly Message message = ref inbox[taken];
                if (message.Time >= untilNs) return;
                Take(in message, effects);
                taken++;
            }
            else
            {
                if (State.NextNs >= untilNs) return;
                if (State.Current < 0) RunNext(State.NextNs, effects);
                else EndSlice(State.NextNs, effects);
            }

            effects.Executed++;
        }
    }

    private void Take(in Message message, Effects effects)
    {
        long now = message.Time;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16);
        switch (message.Kind)
        {
            case MessageKind.Wake:
                Queue.Add(message.Source, now);
                if (State.Current < 0) RunNext(now, effects);
                else if (!State.IsToldToLeave) State.NextNs = Math.Max(now, State.SliceEndNs);
                break;
            case MessageKind.Yield or MessageKind.Halt when message.Source == State.Current:
                if (message.Kind == MessageKind.Yield) Queue.Add(message.Source, now);
                RunNext(now, effects);
                break;
            default:
                effects.Fault(
                    $"Host CPU of process {_process} runs vCPU {State.Current} and got a message of kind {message.Kind} from vCPU {message.Source} at {now} ns.");
                break;
        }
    }

    private void RunNext(long now, Effects effects)
    {
        State.IsToldToLeave = false;
        State.Current = -1;
        State.NextNs = long.MaxValue;
        if (Queue.Count == 0) return;
        Ready ready = Queue.Take();
        State.Current = ready.Cpu;
        State.StolenNs += now + _switchNs - ready.SinceNs;
        State.Turns++;
        State.SliceEndNs = now + _switchNs + _sliceNs;
        State.NextNs = Queue.Count > 0 ? State.SliceEndNs : long.MaxValue;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Scheduled | (ulong)(uint)ready.Cpu << 16);
        Send(now, ready.Cpu, MessageKind.Run, effects);
    }

    private void EndSlice(long now, Effects effects)
    {
        State.IsToldToLeave = true;
        State.NextNs = long.MaxValue;
        Send(now, State.Current, MessageKind.Leave, effects);
    }

    private void Send(long now, int cpu, int kind, Effects effects) =>
        effects.Send(
            now, new Message { Time = now + _switchNs, Source = _process, Sequence = State.Sequence++, Target = cpu, Kind = kind });
}

/// <summary>A host CPU's state apart from its run queue.</summary>
internal struct HostState
{
    public ulong Hash;
    public long NextNs, SliceEndNs, StolenNs, Turns;
    public uint Sequence;

    /// <summary>The vCPU that runs; -1 for none.</summary>
    public int Current;

    public bool IsToldToLeave;
}
