using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// The straight line of a one-shot tick again and again, as long as nothing else comes: its hash in a register, what it counts added once.
internal sealed partial class CoreModel
{
    // The path of each tick has the same length, and its timer expires at the nanosecond that was asked for.
    private readonly bool _ticksAlike;

    // TicksStraight for as many ticks as lie before the next thing that this CPU meets.
    private int RunTicks(int cpu, ref Core core, long now, long nextNs, Effects effects)
    {
        long toDispatch = TickWaitNs(cpu) + _dispatchNs, toHandler = toDispatch + _entryNs + (_skipsEoi ? 0 : _eoiNs);
        long toEnd = toHandler + Math.Max(1, _constantHandlerNs + _afterTickNs);
        if (now + toEnd >= nextNs || core.NoAction || core.CoalesceDueNs != 0 || !core.Apic.TimerCountsNs
            || !core.Apic.TakesTimerAtOnce(_tickVector, _timerMode))
        {
            return 0;
        }

        ulong vector = _words[_tickVector], hash = core.Hash;
        long phase = core.PhaseNs, period = _grid.PeriodNs, n = core.GridIndex, next = now, before, end;
        uint ticks = 0;
        do
        {
            (before, now) = (now, next);
            end = now + toEnd;
            next = phase + ++n * period;
            if (next <= end)
            {
                n = (end - phase) / period + 1;
                next = phase + n * period;
            }

            next = Math.Max(next, end + _minDeltaNs);
            hash = EventHash.Extend(hash, now, HashWord.Raised);
            hash = EventHash.Extend(hash, now, HashWord.Accepted | vector);
            hash = EventHash.Extend(hash, now + toDispatch, HashWord.Dispatched | vector);
            hash = EventHash.Extend(hash, now + toHandler, HashWord.Eoi | vector);
            hash = EventHash.Extend(hash, now + toHandler, HashWord.HandlerStart | vector);
            hash = EventHash.Extend(hash, end, HashWord.HandlerEnd | vector);
            hash = EventHash.Extend(hash, end, HashWord.Armed | (ulong)next << 8);
            hash = EventHash.Extend(hash, end, HashWord.Returned);
            ticks++;
        }
        while (next + toEnd < nextNs);

        core.Hash = hash;
        core.GridIndex = n;
        effects.MeasureFirst((int)StatisticKind.Latency, toHandler, core.Interrupts + 1, (int)ticks);
        core.Interrupts += ticks;
        core.TickInterrupt = core.CurrentInterrupt = core.Interrupts;
        core.Raised += ticks;
        core.Dispatched += ticks;
        core.Enters += ticks;
        core.Eois += ticks;
        core.Handled += ticks;
        core.Exits += ticks;
        if (_isVirtual) ExitTicks(cpu, ref core, ticks);
        core.CpuNs += ticks * (TickExitNs(cpu) + toEnd - toDispatch);
        if (ticks > 1) NoteAcceptance(ref core, _tickVector, before);
        NoteAcceptance(ref core, _tickVector, now);
        (core.Blocker, core.BlockerId, core.BlockedNs) = (LateCauseKind.None, 0, now);
        (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.None, 0, 0);
        (core.WaitCause, core.WaitId, core.WaitPartNs, core.WaitNs) = (LateCauseKind.None, 0, 0, 0);
        (core.Line, core.Vector, core.RunsAgain) = (_tickLine, _tickVector, false);
        (core.DispatchNs, core.LastHandledNs, core.CurrentTickNs) = (now + toDispatch, now + toHandler, -1);
        CountJiffies(ref core, core.LastHandledNs);
        if (_readsStealClock) ReadStealClock(ref core);
        core.Apic.PassTimer(_tickVector);
        ArmAt(ref core, next, end);
        return StraightEvents * (int)ticks;
    }
}
