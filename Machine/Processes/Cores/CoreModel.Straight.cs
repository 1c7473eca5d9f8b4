using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Straight lines: an interrupt that nothing meets between its arrival and its IRET, executed as one step of four events; likewise what a
// task sends and the sections in which it has interrupts off. One test before anything is written says whether it is one; everything else
// takes the general way, which stays the definition. Step by step they do the same: what the general way learns to do in the plain case has
// to be done here, or to be a reason not to come here. Each says how many events it has executed; 0 means that it has done nothing.
internal sealed partial class CoreModel
{
    // Arrival, dispatch, entry, end of the handler.
    private const int StraightEvents = 4;

    // The tick of this design meets no line, lock, host CPU or second EOI, and its handler always takes the same time.
    private readonly bool _plainTick;
    private readonly long _tickHandlerNs;
    private readonly long _sectionNs;

    /// <summary>False to execute everything the general way: the outcome is the same.</summary>
    public bool TakesStraightLines { get; set; } = true;

    // OnTimer, Dispatch, Enter and EndHandler one after the other, if all of it lies before the next thing that this CPU meets.
    private int TicksStraight(int cpu, ref Core core, long now, long nextNs, Effects effects)
    {
        long dispatch = now + _deliverNs + _dispatchNs;
        long enter = dispatch + _entryNs + _eoiNs;
        long end = enter + _tickHandlerNs;
        if (!_plainTick || end >= nextNs || core.NoAction || !core.Apic.TakesTimerAtOnce(_tickVector)) return 0;
        core.Apic.PassTimer(_tickVector);
        ulong vector = _words[_tickVector];
        core.Raised++;
        core.TickInterrupt = core.CurrentInterrupt = ++core.Interrupts;
        ulong hash = EventHash.Extend(core.Hash, now, HashWord.Raised);
        hash = EventHash.Extend(hash, now, HashWord.Accepted | vector);
        NoteAcceptance(ref core, _tickVector, now);
        (core.Blocker, core.BlockerId, core.BlockedNs) = (LateCauseKind.None, 0, now);
        (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.None, 0, 0);
        (core.WaitCause, core.WaitId, core.WaitPartNs, core.WaitNs) = (LateCauseKind.None, 0, 0, 0);
        core.Line = _tickLine;
        hash = DispatchStraight(ref core, hash, dispatch, _tickVector, vector);
        hash = EventHash.Extend(hash, enter, HashWord.Eoi | vector);
        core.Hash = hash;
        core.CurrentTickNs = now;
        StartTick(cpu, ref core, enter, effects);
        core.Hash = EventHash.Extend(core.Hash, end, HashWord.HandlerEnd | vector);
        ArmNext(cpu, ref core, end, effects);
        ReturnStraight(ref core, end);
        return StraightEvents;
    }

    // OnInterrupt, Dispatch, Enter and EndHandler one after the other, likewise.
    private int PassesStraight(int cpu, ref Core core, in Message message, long nextNs, Effects effects)
    {
        long now = message.Time;
        byte number = (byte)message.A;
        long dispatch = now + _deliverNs + _dispatchNs;
        long enter = dispatch + _entryNs;
        long end = enter + _ipiHandlerNs;
        if (core.Step != CpuStep.None || message.Kind != MessageKind.Interrupt || message.B != 0 || end >= nextNs || number == _tickVector
            || _lines[number] >= 0 || core.WaitingTickNs >= 0 || core.CallerCount > 0 || !core.Apic.TakesAtOnce(number))
        {
            return 0;
        }

        core.Apic.PassEdge(number);
        ulong vector = _words[number];
        ulong hash = EventHash.Extend(core.Hash, now, Delivered(in message));
        hash = EventHash.Extend(hash, now, HashWord.Accepted | vector);
        NoteAcceptance(ref core, number, now);
        core.CurrentInterrupt = ++core.Interrupts;
        core.Line = -1;
        hash = DispatchStraight(ref core, hash, dispatch, number, vector);
        core.CpuNs += _eoiNs;
        hash = EventHash.Extend(hash, enter, HashWord.Eoi | vector);
        hash = EventHash.Extend(hash, enter, HashWord.HandlerStart | vector);
        core.Hash = EventHash.Extend(hash, end, HashWord.HandlerEnd | vector);
        if (number == _vectors.CallFunction)
        {
            NoteCaller(cpu, ref core, message.Source, now, effects);
            AcknowledgeCalls(cpu, ref core, end, effects);
        }

        ReturnStraight(ref core, end);
        return StraightEvents;
    }

    // OnWork again and again, and the ends of sections, up to the next thing that this CPU meets.
    private int WorksStraight(int cpu, ref Core core, long nextNs, Effects effects)
    {
        int events = 0;
        for (long now = core.WorkNs; now < nextNs; now = core.WorkNs)
        {
            WorkTimes times = TimesOf(ref core);
            byte vector = TakeWork(cpu, ref times, now);
            long sectionEnds = now + _sectionNs;
            if (vector == 0 && (sectionEnds >= nextNs || sectionEnds >= times.NextNs)) return events;
            TimesOf(ref core) = times;
            core.WorkNs = times.NextNs;
            if (vector != 0) SendIpi(cpu, ref core, now, vector, effects);
            events += vector != 0 ? 1 : 2;
        }

        return events;
    }

    private ulong DispatchStraight(ref Core core, ulong hash, long dispatch, byte number, ulong vector)
    {
        core.Vector = number;
        core.DispatchNs = dispatch;
        core.Dispatched++;
        core.Enters++;
        core.RunsAgain = false;
        core.VmExits += _exitsToDeliver + _exitsToEoi;
        core.CpuNs += _exitNs;
        core.Eois++;
        return EventHash.Extend(hash, dispatch, HashWord.Dispatched | vector);
    }

    private static void ReturnStraight(ref Core core, long end)
    {
        core.Exits++;
        core.CpuNs += end - core.DispatchNs;
        core.Hash = EventHash.Extend(core.Hash, end, HashWord.Returned);
    }
}
