using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// A host CPU: a run queue of vCPUs that takes turns by slices. What a vCPU waits here while it is ready is its stolen time.
/// </summary>
/// <remarks>
/// Round robin without priorities: a vCPU that wakes up queues behind the others. With <see cref="Preemption.Boundaries"/> a vCPU gives its
/// host CPU up between interrupts, not inside a handler, so that a slice may end later by one handler's length.
/// </remarks>
internal sealed class HostCpu : SharedProcess
{
    private readonly long _sliceNs, _firstNs, _switchNs, _noticeNs;
    private readonly int _process, _hosts;
    private readonly HaltPolls _polls;
    private readonly DirectedYield _yields;
    private readonly ReadyQueue _savedQueue;
    private HostState _saved;

    public HostCpu(Scenario scenario, ProcessIds ids, int number, bool[] busy)
        : base($"host CPU {number}", "workload.host.slice")
    {
        HostLoad host = scenario.Workload.Host;
        _sliceNs = host.SliceNs;
        _firstNs = host.InStep
            ? _sliceNs
            : 1 + Draw.Below(Draw.Bits(scenario.Run.Seed, ids.Host(number), DrawPurpose.HostPhase, 0), _sliceNs);
        (_switchNs, _noticeNs) = (host.SwitchNs, host.NoticeNs());
        _process = ids.Host(number);
        _hosts = ids.Hosts;
        int mine = (ids.Cpus - number + ids.Hosts - 1) / ids.Hosts;
        Queue = new ReadyQueue(mine);
        _savedQueue = Queue.Another();
        _polls = new HaltPolls(host, mine);
        _yields = new DirectedYield(scenario.Kernel, ids.Cpus);
        for (int cpu = number; cpu < ids.Cpus; cpu += ids.Hosts)
        {
            if (busy[cpu]) Queue.Add(cpu, 0, ReadyHow.None);
        }

        State.NextNs = Queue.Count > 0 ? 0 : long.MaxValue;
    }

    public ReadyQueue Queue { get; }

    public HostState State = new() { Hash = EventHash.Start, Current = -1, Polls = -1, Favoured = -1, LastFavoured = -1 };

    public override long NextLocalNs => State.NextNs;

    public override ulong Hash => State.Hash;

    public override void Save()
    {
        _saved = State;
        Queue.CopyTo(_savedQueue);
        _polls.Save();
    }

    public override void Restore()
    {
        State = _saved;
        _savedQueue.CopyTo(Queue);
        _polls.Restore();
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        Queue.Write(writer);
        _polls.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        Queue.Read(reader);
        _polls.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("runs vCPU", Text(State.Current)), ("ready", Text(Queue.Count)), ("slice ends", Text(State.SliceEndNs)),
        ("turns", Text(State.Turns)), ("stolen ns", Text(State.StolenNs)), ("guest ns", Text(GuestNs(nowNs))),
        ("polls for vCPU", Text(State.Polls)), ("timer interrupts", Text(State.Timers)),
    ];

    /// <summary>What vCPUs have had of this CPU up to a time, ns.</summary>
    public long GuestNs(long nowNs) => State.GuestNs + (State.Current >= 0 ? Math.Max(0, nowNs - State.SinceNs) : 0);

    protected override void OnMessage(in Message message, Effects effects)
    {
        long now = message.Time;
        State.Hash = EventHash.Extend(
            State.Hash, now, HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16);
        switch (message.Kind)
        {
            case MessageKind.Wake or MessageKind.Yield when Queue.IsFull:
                effects.Fault($"vCPU {message.Source} is ready twice at {now} ns.");
                break;
            case MessageKind.Wake:
                Wake(message.Source, now, effects);
                break;
            case MessageKind.Yield or MessageKind.Halt when message.Source == State.Current:
                // The exits that it left behind are its own time.
                State.GuestNs += Math.Max(0, now - _switchNs - State.SinceNs) + message.B;
                if (message.Kind == MessageKind.Yield) Queue.Add(message.Source, now, (ReadyHow)message.A | State.LeavesAs);
                else if (Polls(message.Source, now)) break;
                RunNext(now, _switchNs + message.B, effects);
                break;
            case MessageKind.Pause:
                // Who has left meanwhile spins no more.
                if (message.Source == State.Current && !State.IsToldToLeave) OnPause(now, effects);
                break;
            case MessageKind.TimerFires:
                OnTimer(in message, effects);
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
        if (State.Polls >= 0) EndPoll(now);
        else if (State.Current < 0) RunNext(now, _switchNs, effects);
        else EndSlice(now, effects);
    }

    private void Wake(int cpu, long now, Effects effects)
    {
        _polls.End(cpu / _hosts, now);
        bool polled = State.Polls == cpu;
        if (State.Polls >= 0) EndPoll(now, polled);
        Queue.Add(cpu, now, ReadyHow.Woken);
        if (State.Current < 0) RunNext(now, polled ? _noticeNs : _switchNs, effects);
        else if (!State.IsToldToLeave) State.NextNs = Math.Max(now, State.SliceEndNs);
    }

    private void OnPause(long now, Effects effects)
    {
        int favoured = _yields.Choose(Queue, State.LastFavoured);
        if (favoured < 0) return;
        State.Pauses++;
        (State.Favoured, State.LastFavoured, State.LeavesAs) = (favoured, favoured, ReadyHow.Spun);
        EndSlice(now, effects);
    }

    // True when the host keeps its CPU for a vCPU that has halted: nobody else is ready.
    private bool Polls(int cpu, long now)
    {
        long length = _polls.Begin(cpu / _hosts, now);
        if (length == 0 || Queue.Count > 0) return false;
        (State.Current, State.Polls, State.PollsSinceNs) = (-1, cpu, now);
        State.IsToldToLeave = false;
        State.NextNs = now + length;
        return true;
    }

    private void EndPoll(long now, bool isHit = false)
    {
        State.PolledNs += now - State.PollsSinceNs;
        if (isHit) State.PollHits++;
        else State.PollMisses++;
        State.Polls = -1;
        State.NextNs = long.MaxValue;
    }

    // Whoever runs here pays for it, whichever vCPU it is for; one that runs and has its own timer interrupt has paid.
    private void OnTimer(in Message message, Effects effects)
    {
        State.Timers++;
        State.TimerNs += message.B;
        if (message.A == 0 && State.Current >= 0 && State.Current != message.Source)
            Send(message.Time, State.Current, MessageKind.Interrupted, message.Time + _noticeNs, effects, message.B);
    }

    private void RunNext(long now, long switchNs, Effects effects)
    {
        State.IsToldToLeave = false;
        State.Current = -1;
        State.NextNs = long.MaxValue;
        if (Queue.Count == 0) return;
        Ready ready = State.Favoured < 0 ? Queue.Take() : Queue.Take(State.Favoured);
        (State.Favoured, State.LeavesAs) = (-1, ReadyHow.None);
        State.Current = ready.Cpu;
        State.SinceNs = now + switchNs;
        State.StolenNs += State.SinceNs - ready.SinceNs;
        State.SliceEndNs = State.SinceNs + (State.Turns++ == 0 ? _firstNs : _sliceNs);
        State.NextNs = Queue.Count > 0 ? State.SliceEndNs : long.MaxValue;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.Scheduled | (ulong)(uint)ready.Cpu << 16);
        Send(now, ready.Cpu, MessageKind.Run, State.SinceNs, effects);
    }

    private void EndSlice(long now, Effects effects)
    {
        State.IsToldToLeave = true;
        State.NextNs = long.MaxValue;
        Send(now, State.Current, MessageKind.Leave, now + _switchNs, effects);
    }

    private void Send(long now, int cpu, int kind, long time, Effects effects, long b = 0) => effects.Send(
        now, new Message { Time = time, Source = _process, Sequence = State.Sequence++, Target = cpu, Kind = kind, B = b });
}
