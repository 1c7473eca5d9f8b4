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
            // Calls are acknowledged when they have been executed.
            if (!_meetsOthers && work.CallFunctionPerSecond == 0 && !_hasJob && !_tellsHealth) return SendsAhead.All;
            return work.ReschedulePerSecond > 0 || work.CallFunctionPerSecond > 0 ? SendsAhead.Some : SendsAhead.Nothing;
        }
    }

    /// <summary>Sends the IPIs that the generators send before a time; the core stays as it is.</summary>
    public void SendAhead(int cpu, ref Core core, long untilNs, Effects effects)
    {
        if (!_workload || core.WorkNs >= untilNs) return;
        WorkTimes times = TimesOf(ref core);
        uint draw = times.IpiDraws;
        for (long now = times.NextNs; now < untilNs; now = times.NextNs)
        {
            byte vector = TakeWork(cpu, ref times, now);
            if (vector is 0 or HostWork) continue;
            SendIpi(cpu, draw, IpiTarget(cpu, draw), now, vector, effects);
            effects.AwaitsAnswers |= vector == _vectors.CallFunction;
            draw++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IpiTarget(int cpu, uint draw)
    {
        int target = (int)Draw.Below(Draw.Bits(_seed, cpu, DrawPurpose.IpiTarget, draw), _ids.Cpus - 1);
        return target >= cpu ? target + 1 : target;
    }

    private void SendIpi(int cpu, uint draw, int target, long now, byte vector, Effects effects) =>
        effects.Send(now, new Message
        {
            Time = now + _topology.IpiNs(cpu, target), Source = cpu, Sequence = IpiNumbers | draw, Target = target,
            Kind = MessageKind.Interrupt, A = vector,
        });
}
