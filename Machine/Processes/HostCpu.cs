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
internal sealed class HostCpu : SharedProcess
{
    private readonly long _sliceNs, _switchNs;
    private readonly int _process;
    private readonly ReadyQueue _savedQueue;
    private HostState _saved;

    public HostCpu(Scenario scenario, ProcessIds ids, int number, bool[] busy)
        : base($"host CPU {number}", "workload.host.slice")
    {
        _sliceNs = scenario.Workload.Host.SliceNs;
        _switchNs = scenario.Workload.Host.SwitchNs;
        _process = ids.Host(number);
        int mine = (ids.Cpus - number + ids.Hosts - 1) / ids.Hosts;
        Queue = new ReadyQueue(mine);
        _savedQueue = Queue.Another();
        for (int cpu = number; cpu < ids.Cpus; cpu += ids.Hosts)
        {
            if (busy[cpu]) Queue.Add(cpu, 0);
        }

        State.NextNs = Queue.Count > 0 ? 0 : long.MaxValue;
    }

    public ReadyQueue Queue { get; }

    public HostState State = new() { Hash = EventHash.Start, Current = -1 };

    public override long NextLocalNs => State.NextNs;

    public override ulong Hash => State.Hash;

    public override void Save()
    {
        _saved = State;
        Queue.CopyTo(_savedQueue);
    }

    public override void Restore()
    {
        State = _saved;
        _savedQueue.CopyTo(Queue);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        Queue.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        Queue.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("runs vCPU", Text(State.Current)), ("ready", Text(Queue.Count)), ("slice ends", Text(State.SliceEndNs)),
        ("turns", Text(State.Turns)), ("stolen ns", Text(State.StolenNs)),
    ];

    protected override void OnMessage(in Message message, Effects effects)
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
                    $"Host CPU of process {_process} runs vCPU {State.Current} and got a message of kind {message.Kind} " +
                    $"from vCPU {message.Source} at {now} ns.");
                break;
        }
    }

    protected override void OnLocal(long now, Effects effects)
    {
        if (State.Current < 0) RunNext(now, effects);
        else EndSlice(now, effects);
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
