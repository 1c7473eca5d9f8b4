using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>The barrier of a bulk-synchronous job: when the last busy CPU has arrived, all begin the next step.</summary>
internal sealed class JobBarrier : SharedProcess
{
    private readonly int _process, _members;
    private readonly long _fromBarrierNs;
    private readonly bool[] _busy;
    private JobState _saved;

    public JobBarrier(Scenario scenario, ProcessIds ids, bool[] busy) : base("the job's barrier", "workload.job.step")
    {
        _process = ids.Job;
        _busy = busy;
        _members = busy.Count(is_ => is_);
        _fromBarrierNs = scenario.Workload.Job.BarrierNs - scenario.Workload.Job.BarrierNs / 2;
    }

    public JobState State = new() { Hash = EventHash.Start };

    public override long NextLocalNs => long.MaxValue;

    public override ulong Hash => State.Hash;

    public override void Save() => _saved = State;

    public override void Restore() => State = _saved;

    public override void Write(BinaryWriter writer) => StructBytes.Write(writer, ref State);

    public override void Read(BinaryReader reader) => StructBytes.Read(reader, ref State);

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
        [("arrived", Text(State.Arrived)), ("steps", Text(State.Steps)), ("last step ended", Text(State.LastNs))];

    protected override void OnMessage(in Message message, Effects effects)
    {
        if (message.Kind != MessageKind.StepEnds) throw Unexpected(in message);
        if (++State.Arrived < _members) return;
        long now = message.Time;
        State.Arrived = 0;
        State.Steps++;
        State.LastNs = now + _fromBarrierNs;
        State.Hash = EventHash.Extend(State.Hash, now, HashWord.StepEnds);
        for (int cpu = 0; cpu < _busy.Length; cpu++)
        {
            if (!_busy[cpu]) continue;
            effects.Send(now, new Message
            {
                Time = State.LastNs, Source = _process, Sequence = State.Sequence++, Target = cpu, Kind = MessageKind.StepBegins,
            });
        }
    }

    protected override void OnLocal(long now, Effects effects) =>
        throw new BrokenRunException($"The job's barrier has nothing to do by itself at {now} ns.");
}

/// <summary>The barrier's state.</summary>
internal struct JobState
{
    public ulong Hash;

    /// <summary>Steps that have ended, and when the last one did, ns.</summary>
    public long Steps, LastNs;

    public uint Sequence;

    /// <summary>CPUs that wait.</summary>
    public int Arrived;
}
