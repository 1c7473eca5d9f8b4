using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Straight lines: an interrupt that nothing meets between its arrival and its IRET, executed as one step of four events; likewise what a
// task sends, the sections in which it has interrupts off, and answers. One test before anything is written says whether it is one;
// everything else takes the general way, which stays the definition. Step by step they do the same: what the general way learns to do in
// the plain case has to be done here, or to be a reason not to come here. Each says how many events it has executed; 0 means that it has
// done nothing. What follows an interrupt in the life of a CPU is the general way's own.
internal sealed partial class CoreModel
{
    // Arrival, dispatch, entry, end of the handler; of a tick that waits for the xtime lock all but the last, and then the lock and that.
    private const int StraightEvents = 4, EventsToLock = 3, EventsFromLock = 2;

    // The tick of this design meets no line or second EOI, and no lock before its handler that its vCPU may be away from.
    private readonly bool _plainTick;

    // Between the tick's handler and its IRET.
    private readonly long _afterTickNs;
    private readonly long _sectionNs;

    /// <summary>False to execute everything the general way: the outcome is the same.</summary>
    public bool TakesStraightLines { get; set; } = true;

    // A vCPU that goes on running when what interrupts it has ended, unless its host says otherwise meanwhile.
    private bool StaysOnHost(int cpu, ref Core core) => core.Host == HostPhase.Running && _busy[cpu] && _slackNs + _hostTimerNs == 0;

    // OnTimer, Dispatch, Enter and EndHandler one after the other, if all of it lies before the next thing that this CPU meets.
    private int TicksStraight<TCore>(int cpu, ref Core core, long now, long nextNs, Effects effects)
        where TCore : struct
    {
        if (typeof(TCore) != typeof(Living) && _ticksAlike)
        {
            int events = RunTicks(cpu, ref core, now, nextNs, effects);
            if (events > 0) return events;
        }

        bool isTick = true, ranTick = true;
        long dispatch = now + TickWaitNs(cpu) + _dispatchNs, eoiNs = _skipsEoi ? 0 : _eoiNs;
        if (typeof(TCore) == typeof(Living) && _idles)
        {
            if (IsIdle(ref core)) dispatch += _idleExitNs;
            long tickNs = Life.Of(ref core).TickNs;
            (isTick, ranTick) = (tickNs <= now, tickNs <= dispatch + _entryNs + eoiNs);
        }

        long enter = dispatch + _entryNs + eoiNs, end = enter;
        bool draws = ranTick && !_takesXtime && _constantHandlerNs == 0;
        if (!_takesXtime)
        {
            long handler = draws ? HandlerNs(cpu, ref core) : ranTick ? _constantHandlerNs : _timerNs;
            end += Math.Max(1, handler + _afterTickNs);
        }

        if (!_plainTick || end >= nextNs || core.NoAction || !core.Apic.TakesTimerAtOnce(_tickVector, _timerMode)) return 0;
        if (_timer.RefusesPast && WouldRefuse(cpu, ref core, end, out _)) return 0;
        if (_oneShot)
        {
            core.Apic.PassTimer(_tickVector);
        }
        else
        {
            long period = _redraw ? _grid.ExpiryNs(cpu, 0, core.GridIndex + 1) : core.Apic.NextPeriodNs;
            if (end >= period) return 0;
            PassPeriod(ref core, now, period);
        }

        if (_isVirtual) ExitToExpire(cpu, ref core, now, 0, effects);
        if (draws) core.HandlerDraws++;
        ulong vector = _words[_tickVector], hash = core.Hash;
        core.TickInterrupt = core.CurrentInterrupt = ++core.Interrupts;
        if (isTick)
        {
            core.Raised++;
            hash = EventHash.Extend(hash, now, HashWord.Raised);
            (core.Blocker, core.BlockerId, core.BlockedNs) = (LateCauseKind.None, 0, now);
            (core.Longest, core.LongestId, core.LongestNs) = (LateCauseKind.None, 0, 0);
        }

        if (typeof(TCore) == typeof(Living) && _idles)
        {
            ref Life life = ref Life.Of(ref core);
            if (!isTick) life.OtherTimers++;
            else if (!core.WantsTick) life.WantedBefore++;
            if (life.Base == BaseContext.IdleStopped) CatchUp(cpu, ref core, dispatch, effects);
        }

        hash = EventHash.Extend(hash, now, HashWord.Accepted | vector);
        NoteAcceptance(ref core, _tickVector, now);
        (core.WaitCause, core.WaitId, core.WaitPartNs, core.WaitNs) = (LateCauseKind.None, 0, 0, 0);
        core.Line = _tickLine;
        hash = DispatchStraight(ref core, hash, dispatch, _tickVector, vector);
        if (_takesXtime)
        {
            core.RequestNs = enter;
            AskForXtime(cpu, ref core, dispatch, effects);
        }

        core.CpuNs += TickExitNs(cpu);
        if (_isVirtual) EndStraight(cpu, ref core, enter, effects);
        hash = EventHash.Extend(hash, enter, HashWord.Eoi | vector);
        core.Hash = hash;
        core.CurrentTickNs = isTick ? now : -1;
        StartTick(cpu, ref core, enter, effects);
        if (_takesXtime)
        {
            core.Step = CpuStep.XtimeWait;
            return EventsToLock;
        }

        core.Hash = EventHash.Extend(core.Hash, end, HashWord.HandlerEnd | vector);
        if (_oneShot) ArmNext(cpu, ref core, end, effects);
        if (typeof(TCore) == typeof(Living)) EndInLife(cpu, ref core, end);
        ReturnStraight<TCore>(cpu, ref core, end, effects);
        return StraightEvents;
    }

    // OnInterrupt, Dispatch, Enter and EndHandler one after the other, likewise.
    private int PassesStraight<TCore>(int cpu, ref Core core, in Message message, long nextNs, Effects effects)
        where TCore : struct
    {
        long now = message.Time;
        if (message.Kind == MessageKind.Acknowledge)
        {
            core.Hash = EventHash.Extend(core.Hash, now, Delivered(in message));
            return 1;
        }

        if (message.Kind == MessageKind.Xtime) return EndsStraight<TCore>(cpu, ref core, in message, nextNs, effects);
        byte number = (byte)message.A;
        long dispatch = now + _otherDeliverNs + _dispatchNs;
        if (typeof(TCore) == typeof(Living) && IsIdle(ref core)) dispatch += _idleExitNs;
        long enter = dispatch + _entryNs;
        long end = enter + _ipiHandlerNs;
        if (core.Step != CpuStep.None || message.Kind != MessageKind.Interrupt || message.B != 0 || end >= nextNs || number == _tickVector
            || _lines[number] != VectorPlan.NoLine || number == _cleanupVector || core.WaitingTickNs >= 0 || core.CallerCount > 0
            || !core.Apic.TakesAtOnce(number))
        {
            return 0;
        }

        if (_isVirtual) ExitToAccept(cpu, ref core, now, effects);
        core.Apic.PassEdge(number);
        ulong vector = _words[number];
        ulong hash = EventHash.Extend(core.Hash, now, Delivered(in message));
        hash = EventHash.Extend(hash, now, HashWord.Accepted | vector);
        NoteAcceptance(ref core, number, now);
        core.CurrentInterrupt = ++core.Interrupts;
        core.Line = -1;
        if (typeof(TCore) == typeof(Living) && _idles && Life.Of(ref core).Base == BaseContext.IdleStopped)
            CatchUp(cpu, ref core, dispatch, effects);
        hash = DispatchStraight(ref core, hash, dispatch, number, vector);
        core.CpuNs += _otherExitNs + (_skipsEoi ? 0 : _eoiNs);
        if (_isVirtual) EndStraight(cpu, ref core, enter, effects);
        hash = EventHash.Extend(hash, enter, HashWord.Eoi | vector);
        hash = EventHash.Extend(hash, enter, HashWord.HandlerStart | vector);
        core.Hash = EventHash.Extend(hash, end, HashWord.HandlerEnd | vector);
        if (typeof(TCore) == typeof(Living)) EndInLife(cpu, ref core, end);
        if (number == _vectors.CallFunction)
        {
            NoteCaller(cpu, ref core, message.Source, now, effects);
            AcknowledgeCalls(cpu, ref core, end, effects);
        }

        ReturnStraight<TCore>(cpu, ref core, end, effects);
        return StraightEvents;
    }

    // OnXtime and EndHandler one after the other, likewise. Who takes the xtime lock has a periodic tick.
    private int EndsStraight<TCore>(int cpu, ref Core core, in Message message, long nextNs, Effects effects)
        where TCore : struct
    {
        if (!_plainTick || _hosted || core.Step != CpuStep.XtimeWait || core.Apic.PendingVector >= 0) return 0;
        long now = message.Time, jiffies = JiffiesSince(ref core, now);
        bool draws = _constantHandlerNs == 0;
        long end = now + (draws ? HandlerNs(cpu, ref core) : _constantHandlerNs) + jiffies * _jiffyNs;
        if (end >= nextNs) return 0;
        core.Hash = EventHash.Extend(core.Hash, now, Delivered(in message));
        NoteWait(ref core, LateCauseKind.Lock, message.B - core.RequestNs);
        JudgeLate(cpu, ref core, now, effects);
        if (draws) core.HandlerDraws++;
        CountJiffiesWork(ref core, jiffies);
        core.Hash = EventHash.Extend(core.Hash, end, HashWord.HandlerEnd | _words[_tickVector]);
        if (typeof(TCore) == typeof(Living)) EndInLife(cpu, ref core, end);
        core.Step = CpuStep.None;
        ReturnStraight<TCore>(cpu, ref core, end, effects);
        return EventsFromLock;
    }

    // OnWork again and again, and the ends of sections, up to the next thing that this CPU meets.
    private int WorksStraight<TCore>(int cpu, ref Core core, long nextNs, Effects effects)
        where TCore : struct
    {
        int events = 0;
        bool runs = true;
        if (typeof(TCore) == typeof(Living))
        {
            runs = !IsIdle(ref core);
            if (_idles) nextNs = Math.Min(nextNs, Life.Of(ref core).RunEndNs);
            if (_hasSoftirqs) nextNs = Math.Min(nextNs, NestOf(ref core).SoftThreadNs);
            if (_watches) nextNs = Math.Min(nextNs, WatchOf(ref core).NextNs);
            if (_hasJob) nextNs = Math.Min(nextNs, JobOf(ref core).EndNs);
            if (_hasGuest) nextNs = Math.Min(nextNs, GuestOf(ref core).NextNs);
            // The end of a section looks for what there is to do below it.
            if (_workload) nextNs = Math.Min(nextNs, TimesOf(ref core).IrqsOffNs);
        }
        else if (typeof(TCore) == typeof(Watched))
        {
            nextNs = Math.Min(nextNs, WatchOf(ref core).NextNs);
        }

        for (long now = core.WorkNs; now < nextNs; now = core.WorkNs)
        {
            WorkTimes times = TimesOf(ref core);
            byte vector = TakeWork(cpu, ref times, now, effects);
            long sectionEnds = now + _sectionNs;
            if (vector == 0 && (sectionEnds >= nextNs || sectionEnds >= times.NextNs)) return events;
            TimesOf(ref core) = times;
            if (typeof(TCore) != typeof(Plain)) SetWork(ref core);
            else core.WorkNs = times.NextNs;
            if (vector == HostWork) ExitForHost(cpu, ref core, now, effects);
            else if (vector != 0 && (runs || SendsIdle(ref core, vector))) SendIpi(cpu, ref core, now, vector, effects);
            if (vector == 0 && _isVirtual) ExitToHalt(cpu, ref core, sectionEnds, effects);
            events += vector != 0 ? 1 : 2;
        }

        return events;
    }

    // OnTimer where the next expiry does not wait for the handler.
    private void PassPeriod(ref Core core, long now, long nextNs)
    {
        if (!_redraw)
        {
            core.Apic.PassPeriod(_tickVector);
            return;
        }

        core.Apic.PassTimer(_tickVector);
        core.GridIndex++;
        ArmAt(ref core, nextNs, now);
    }

    private ulong DispatchStraight(ref Core core, ulong hash, long dispatch, byte number, ulong vector)
    {
        core.Vector = number;
        core.DispatchNs = dispatch;
        core.Dispatched++;
        core.Enters++;
        core.RunsAgain = false;
        core.Eois++;
        return EventHash.Extend(hash, dispatch, HashWord.Dispatched | vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReturnStraight<TCore>(int cpu, ref Core core, long end, Effects effects)
        where TCore : struct
    {
        core.Exits++;
        core.CpuNs += end - core.DispatchNs;
        core.Hash = EventHash.Extend(core.Hash, end, HashWord.Returned);
        if (typeof(TCore) == typeof(Living)) ResumeLife(cpu, ref core, end, effects);
        else if (_isVirtual) ExitToHalt(cpu, ref core, end, effects);
    }

    // Nothing waits in a straight line.
    private void EndStraight(int cpu, ref Core core, long now, Effects effects)
    {
        core.SkipsEoi = _skipsEoi;
        ExitToEnd(cpu, ref core, now, isLevel: false, effects);
    }

    // The kinds of cores: the code of each is its own, so that a plain one pays nothing for the others. A watched one is plain but for the
    // times at which its detectors look.
    private readonly struct Plain;

    private readonly struct Watched;

    private readonly struct Living;
}
