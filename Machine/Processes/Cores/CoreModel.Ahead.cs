using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

// What a CPU sends whatever it receives: the workload's IPIs.
internal sealed partial class CoreModel
{
    // Numbers of IPIs are those of their draws, apart from the running number of the rest: an acknowledgement more or less must not
    // rename all that its CPU sends after it.
    private const uint IpiNumbers = 0x8000_0000;

    /// <summary>How much of what CPUs send depends on nothing that they receive.</summary>
    public SendsAhead SendsAhead
    {
        get
        {
            // Whether a vCPU that shares its CPU runs, and so sends, is decided there; whether an idle one does, by what wakes it.
            if (_hosted || _idles || _isInterruptible || IsStolenFrom) return SendsAhead.Nothing;
            Workload work = _scenario.Workload;
            bool calls = LifeOf.SendsCalls(work);
            // Calls are acknowledged when they have been executed.
            if (!_meetsOthers && !calls && !_hasJob && !_tellsHealth) return SendsAhead.All;
            return calls || LifeOf.SendsReschedules(work) ? SendsAhead.Some : SendsAhead.Nothing;
        }
    }

    /// <summary>True for a message that <see cref="SendAhead"/> sends, where anything is sent ahead.</summary>
    public static bool GoesAhead(in Message message) => (message.Sequence & IpiNumbers) != 0;

    /// <summary>Sends the IPIs that the generators send before a time; the core stays as it is.</summary>
    public void SendAhead(int cpu, ref Core core, long untilNs, Effects effects)
    {
        if (!_workload || core.WorkNs >= untilNs) return;
        WorkTimes times = TimesOf(ref core);
        uint draw = times.IpiDraws;
        for (long now = times.NextNs; now < untilNs; now = times.NextNs)
        {
            byte vector = TakeWork(cpu, ref times, now, effects);
            if (vector is 0 or HostWork) continue;
            SendIpi(cpu, draw, IpiTarget(cpu, draw, vector), now, vector, effects);
            effects.AwaitsAnswers |= vector == _vectors.CallFunction;
            draw++;
        }
    }

    // Whoever has sent this IPI ahead has drawn its target.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TargetOf(int cpu, uint draw, byte vector, Effects effects) =>
        IsAhead(cpu, draw, effects.AheadAt, effects) ? effects.Messages[effects.AheadAt++].Target : IpiTarget(cpu, draw, vector);

    // Likewise the time of the IPI after one of the same vector, if none of another comes between them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool KnowsNext(int cpu, uint draw, byte vector, Effects effects, out long ns)
    {
        int next = effects.AheadAt + 1;
        bool knows = IsAhead(cpu, draw + 1, next, effects) && effects.Messages[next].A == vector;
        ns = knows ? effects.SentNs[next] : 0;
        return knows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAhead(int cpu, uint draw, int at, Effects effects) =>
        at < effects.AheadEnd && effects.Messages[at].Source == cpu && effects.Messages[at].Sequence == (IpiNumbers | draw);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IpiTarget(int cpu, uint draw, byte vector) =>
        SendersOf(vector).Target(cpu, Draw.Bits(_seed, cpu, DrawPurpose.IpiTarget, draw));

    private IpiSenders SendersOf(byte vector) => vector == _vectors.CallFunction ? _called : _rescheduled;

    private void SendIpi(int cpu, uint draw, int target, long now, byte vector, Effects effects) =>
        effects.Send(now, new Message
        {
            Time = now + _topology.IpiNs(cpu, target), Source = cpu, Sequence = IpiNumbers | draw, Target = target,
            Kind = MessageKind.Interrupt, A = vector,
        });
}
