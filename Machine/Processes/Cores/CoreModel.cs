using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

/// <summary>Executes cores: the life of a CPU between its timer, its interrupts and the kernel's serialisation points.</summary>
internal sealed partial class CoreModel
{
    private readonly bool[] _wants, _busy;
    private readonly Scenario _scenario;
    private readonly Topology _topology;
    private readonly TickGrid _grid;
    private readonly ulong _seed;
    private readonly ProcessIds _ids;
    private readonly long _deliverNs, _tickDeliverNs, _otherDeliverNs, _tickExitNs, _otherExitNs, _unpostedNs;
    private readonly long _dispatchNs, _sendNs, _entryNs, _eoiNs, _armNs;
    private readonly long _idleExitNs, _finishNs, _timerNs, _publishedNs;
    private readonly bool _isLiving, _idles, _nests, _hasSoftirqs, _isInterruptible, _hasHrtimer, _callsWait;
    private readonly long _minDeltaNs, _readBackNs;
    private readonly nint _nestAt, _timesAt, _callersAt, _countsAt, _hrtimerAt;
    private readonly nint _stealAt, _watchAt, _jobAt, _callsAt, _queueAt;
    private readonly nint _broadcastAt;
    private readonly bool _locksJiffies;
    private readonly bool[] _nohzFull;
    private readonly ushort[] _taskOf, _stealOf;
    private readonly IpiSenders _rescheduled, _called;
    private readonly long[] _hrtimerNs;
    private readonly KernelSwitches _kernel;
    private readonly long _lateNs, _ipiHandlerNs, _emptyNs, _sharedLineNs;
    private readonly bool _oneShot, _rerunsFully, _usesLine, _eoiFirst, _eoiLast, _broadcast, _redraw, _workload, _hosted, _meetsOthers;
    private readonly BroadcastTick _broadcastTick;
    private readonly short _tickLine;
    private readonly Vectors _vectors;
    private readonly byte _tickVector;
    private readonly ApicTimerMode _timerMode;

    // What the path of each vector asks of the version's tables: the word of what it means, in bits 8 and up, and its line or -1.
    private readonly ulong[] _words = new ulong[256];
    private readonly sbyte[] _lines = new sbyte[256];
    private readonly bool _takesXtime;
    private readonly DurationTable _handler;
    private readonly long _constantHandlerNs;

    public CoreModel(
        Scenario scenario, Design design, Irq0Boot boot, TickGrid grid, Topology topology, ProcessIds ids, KernelSwitches kernel,
        Vectors vectors, VectorPlan vectorPlan)
    {
        Costs costs = scenario.Costs;
        _scenario = scenario;
        _grid = grid;
        _topology = topology;
        _ids = ids;
        _wants = CoreSetup.WhoWantsTicks(scenario, ids.Cpus);
        _busy = CoreSetup.WhoIsBusy(scenario, ids.Cpus);
        _hosted = ids.Hosts > 0;
        HostLoad host = scenario.Workload.Host;
        _preempts = LifeOf.Preempts(scenario);
        _section = SectionWay.Of(costs);
        (_toHostNs, _wakeNs) = (host.SwitchNs, host.NoticeNs());
        _haltsSpinning = _preempts && host.Spin == SpinKind.Paravirtual;
        _kicksHalted = LifeOf.KicksHalted(scenario);
        _pauseNs = _preempts ? host.PauseLoopNs : 0;
        _spins = _haltsSpinning || _pauseNs > 0;
        _spinHaltNs = host.SpinNs;
        _spinStepNs = _pauseNs == 0 ? host.SpinNs : _haltsSpinning ? Math.Min(_pauseNs, host.SpinNs) : _pauseNs;
        _lockAskNs = Math.Min(costs.LineFinish, costs.Entry);
        (_slackNs, _hostTimerNs) = _hosted ? (host.TimerSlackNs, host.TimerNs) : (0, 0);
        _chargesExits = _hosted && design.IsVirtual;
        _awayTimerNs = _chargesExits && _hostTimerNs == 0 ? costs.VmHostTimer : _hostTimerNs;
        _jiffyNs = design.TakesXtimeLock ? costs.VmiJiffy : 0;
        _countsAvailable = _hosted && design.CountsAvailableTime;
        _readsStealClock = _hosted && host.HasStealClock;
        _seed = scenario.Run.Seed;
        ExitTable exits = new(design, costs);
        _isVirtual = design.IsVirtual;
        (_windowExitNs, _hostExitNs) = (exits.Ns(ExitReason.InterruptWindow), exits.Ns(ExitReason.HostInterrupt));
        _haltExitNs = design.ExitsToHalt * exits.Ns(ExitReason.Halt);
        (_skipsEoi, _hasVirtualApic) = (design.SkipsEoi, design.HasVirtualApic);
        _opensWindows = _isVirtual && !_hasVirtualApic && design.ExitsToDeliver > 0;
        (_posts, _expiryExit) = (design.Expiry == ExpiryPath.Posted, exits.Expiry);
        _housekeeping = scenario.Workload.HousekeepingPercent;
        _deliverNs = costs.ApicDeliver;
        (_tickDeliverNs, _otherDeliverNs) = (_deliverNs + exits.TickWaitNs, _deliverNs + exits.OtherWaitNs);
        (_tickExitNs, _otherExitNs, _unpostedNs) = (exits.TickNs, exits.OtherNs, exits.ExpiryNs);
        _timer = TimerArming.Of(design, scenario.Kernel);
        _dispatchNs = costs.ApicDispatch;
        _sendNs = exits.SendNs;
        _entryNs = costs.Entry;
        (_eoiNs, _armNs) = (exits.EoiNs, exits.ArmNs);
        _lateNs = scenario.Run.LateNs;
        _ipiHandlerNs = scenario.Workload.IpiHandlerNs;
        _emptyNs = costs.HandlerEmpty;
        _oneShot = design.IsArmedEachTime(scenario.Tick.Mode);
        // The per-CPU flow handlers take no lock; without a line there is none to take.
        _usesLine = boot.Flow is not (FlowKind.None or FlowKind.PerCpu or FlowKind.PerCpuDevId);
        _broadcast = design.Source == TickSource.Broadcast;
        _broadcastTick = BroadcastTick.Of(scenario, design);
        // An entry of its own writes EOI first; a per-CPU flow handler calls the chip's ack before and its eoi after, if it has them.
        bool ownEntry = boot.Flow == FlowKind.None || _broadcast;
        _eoiFirst = ownEntry || boot.Chip.HasAck();
        _eoiLast = !ownEntry && !_usesLine && boot.Chip.HasEoi();
        _tickLine = (short)(ownEntry ? -1 : 0);
        // note_interrupt() of the per-CPU flow handler writes the descriptor that all CPUs share, when its handler has ended.
        _sharedLineNs = boot.Flow == FlowKind.PerCpu && !ownEntry ? topology.FarthestLineNs : 0;
        // handle_level_irq takes its lock twice, and nobody else asks for it.
        if (design.HasOwnIrq && SwitchTable.XenTimerLevel.Of(scenario.Kernel)) _sharedLineNs += 2 * costs.LineLockHold;
        _rerunsFully = !_oneShot || !TickStyle.Of(scenario, design).HighResolution;
        _meetsOthers = _usesLine || _eoiLast || _broadcast || LifeOf.StopsTimers(scenario, design) || design.TakesXtimeLock
            || scenario.Workload.Devices.Count > 0 || scenario.Workload.Operations.Count > 0;
        _redraw = scenario.Tick.IsRedrawn;
        _vectors = vectors;
        _vectorPlan = vectorPlan;
        _lineProcesses = LineMap.Of(scenario, ids);
        _vectorWayNs = VectorWord.WayNs(costs);
        _cleanupByTimer = kernel.CleanupByTimer;
        _cleanupVector = vectorPlan.HasTables && !_cleanupByTimer ? Vectors.MoveCleanup : (byte)0;
        _tickVector = vectors.Tick(design.Entry);
        for (int vector = 0; vector < 256; vector++)
        {
            _words[vector] = (ulong)vectors.AsIn2624((byte)vector) << 8;
            // Vectors of lines that are not there, and IRQ0's where nothing comes through its line, lead nowhere.
            sbyte line = vectorPlan.LineOf(vector);
            bool leads = line < _lineProcesses.Length && (line != 0 || _usesLine || _broadcast || LifeOf.StopsTimers(scenario, design));
            _lines[vector] = vectorPlan.IsOfNobody(vector) ? VectorPlan.OfNobody : leads ? line : VectorPlan.NoLine;
        }

        _lines[_tickVector] = (sbyte)(_usesLine && !_broadcast ? 0 : -1);
        (_exitsToDeliver, _exitsToEoi) = ((uint)design.ExitsToDeliver, (uint)design.ExitsToEoi);
        (_exitsToArm, _exitsToSend, _exitsToHalt) = ((uint)design.ExitsToArm, (uint)design.ExitsToSend, (uint)design.ExitsToHalt);
        _takesXtime = design.TakesXtimeLock;
        _handler = scenario.Tick.Handler;
        _constantHandlerNs = _handler.IsConstant ? _handler.MinNs : 0;
        _kernel = kernel;
        _idles = LifeOf.Idles(scenario) && _oneShot && !_broadcast && !design.TakesXtimeLock;
        _stopsTimer = LifeOf.StopsTimers(scenario, design);
        _hrtimerBroadcasts = _stopsTimer && scenario.Tick.Broadcast == BroadcastDevice.Hrtimer;
        _forcedValue = PublishedValue.BroadcastForced(scenario);
        _deepIdleNs = scenario.Tick.DeepIdleNs;
        _lockRequestNs = BroadcastWay.RequestNs(costs);
        _hasHrtimer = _idles && LifeOf.HasHrtimer(scenario);
        _hrtimerNs = _hasHrtimer ? CoreSetup.Hrtimers(scenario, ids.Cpus, _busy) : [];
        _hasGracePeriods = _idles && LifeOf.HasGracePeriods(scenario);
        _saysStalls = _hasGracePeriods && PublishedValue.SaysStalls(scenario);
        _callsWait = _idles && LifeOf.CallsWait(scenario);
        _minDeltaNs = Math.Max(scenario.Tick.MinDeltaNs, _timer.MinDeltaNs);
        _nests = LifeOf.Nests(scenario);
        _hasSoftirqs = LifeOf.HasSoftirqs(scenario);
        _softirqsOf = CoreSetup.SoftirqsOf(ids.Cpus, scenario.Workload.Softirqs.Vectors);
        _isInterruptible = _nests || _hasSoftirqs;
        _watches = LifeOf.IsWatched(scenario);
        _nmiNs = NmiPeriodNs(kernel, scenario.NmiWatchdog);
        _oldNmi = kernel.NmiWatchdogSeconds > 0;
        _takesNmiForOwn = TakesNmiForOwn(kernel, scenario.NmiWatchdog);
        _hasInjections = scenario.Workload.Injections.Count > 0;
        _seenByNmi = design.IsSeenByNmiWatchdog;
        _watchTimerNs = Math.Max(1, kernel.WatchdogTimerSeconds) * Second;
        _silentNs = Math.Max(SilentNs, 3 * grid.PeriodNs);
        _hasJob = LifeOf.HasJob(scenario);
        _stepNs = scenario.Workload.Job.StepNs;
        _toBarrierNs = scenario.Workload.Job.BarrierNs / 2;
        _guest = new GuestPlan(scenario);
        _hasGuest = !_guest.IsEmpty;
        _hasHotplug = _idles && _guest.Hotplug.Length > 0;
        _deathIsTimed = _hasHotplug && kernel.DeathWaitsForJiffies && scenario.Tick.NoHz;
        _isAlarm = design.Source == TickSource.Alarm || design.Timer is not (TimerDevice.Count or TimerDevice.TscDeadline);
        bool lives = _idles || _isInterruptible || _hasJob || _hasGuest;
        (_isLiving, _onlyWatches) = (lives || _watches, _watches && !lives);
        _idleExitNs = _idles ? costs.IdleExit : 0;
        _finishNs = costs.LineFinish;
        _timerNs = costs.HandlerTimer;
        _publishedNs = costs.Published;
        _nohzFull = kernel.NoHzFull && _idles ? CoreSetup.WhoIsFull(scenario) : [];
        _taskOf = _idles ? CoreSetup.Numbers(ids.Cpus, [.. scenario.Workload.Tasks.Select(task => task.Cpus)]) : [];
        _stealOf = CoreSetup.Numbers(ids.Cpus, [.. scenario.Workload.Steal.Select(steal => steal.Cpus)]);
        _stealsTicks = _broadcast && scenario.Workload.Steal.Any(load => load.AtTicks);
        // A tick that passes through a line is not held up.
        _locksJiffies = _idles && LifeOf.LocksJiffies(scenario) && !_usesLine && !_eoiLast && !_stopsTimer;
        _plainTick = !_usesLine && !_broadcast && !(_takesXtime && _preempts) && !_hasHrtimer && _eoiFirst && !_eoiLast && _lateNs >= 0;
        _timerMode = _timer.IsAbsolute ? ApicTimerMode.TscDeadline
            : _oneShot || _redraw ? ApicTimerMode.OneShot : ApicTimerMode.Periodic;
        // A device that is given a time is told of it when the arming ends; the clock was read when that began.
        _readBackNs = _timer.IsAbsolute && !_idles ? Math.Max(0, _armNs) : 0;
        bool exact = _timer.ResolutionNs == 1 && _readBackNs == 0 && grid.PeriodNs + _minDeltaNs < _timer.MaxDeltaNs;
        _ticksAlike = _plainTick && !_takesXtime && _oneShot && !_redraw && _constantHandlerNs > 0 && exact;
        _afterTickNs = (_oneShot ? _armNs : 0) + _sharedLineNs;
        Workload work = scenario.Workload;
        _sectionNs = work.IrqsOffNs;
        (_rescheduled, _called) = (new IpiSenders(work, ids.Cpus, isCall: false), new IpiSenders(work, ids.Cpus, isCall: true));
        bool calls = LifeOf.SendsCalls(work);
        _workload = LifeOf.SendsReschedules(work) || calls || work.IrqsOffPerSecond > 0 || work.ShootDownsPerSecond > 0
            || work.HostInterruptsPerSecond > 0;
        _shootDowns = new ShootDownVectors(scenario, topology);
        _isCall[vectors.CallFunction] = _callsWait;
        for (int i = 0; i < _shootDowns.Count && work.ShootDownsPerSecond > 0; i++)
            _isShootDown[_shootDowns.Vector(i)] = _isCall[_shootDowns.Vector(i)] = _callsWait;
        _skipsPreempted = kernel.PvTlbFlush;
        _skipsLazy = kernel.LazySkipped;
        _callerWords = _callsWait ? (ids.Cpus + 63) / 64 : 0;
        _mmCpus = work.AddressSpaceCpus;
        _icrNs = costs.IpiIcr;
        _icrWrites = new IcrWrites(scenario.Machine);
        _tellsHealth = _watches && (_meetsOthers || IsStolenFrom || calls || _callsWait || MayFallSilent(work));
        _inheritedWords = _hasHotplug ? InheritedWords(_guest) : 0;
        bool notesCallers = calls && !_callsWait;
        _keepsMissed = _hosted && host.MissedTicks != MissedTicks.Collapse && !_oneShot && !_broadcast;
        _catchesUp = _keepsMissed && host.MissedTicks == MissedTicks.CatchUp;
        _reinjects = _keepsMissed && !_catchesUp;
        Layout = new CoreLayout(
            _idles, _isInterruptible, _workload, notesCallers, !_idles || _usesLine, _hasHrtimer, IsStolenFrom, _watches, _hasJob,
            _callsWait, QueuesOfCalls * _callerWords, _broadcast || _stopsTimer, _isVirtual, _hasGuest, _inheritedWords,
            vectorPlan.HasTables, scenario.Workload.Devices.Count > 0, _hosted, _keepsMissed);
        (_nestAt, _timesAt, _callersAt, _countsAt) = (Layout.NestAt, Layout.TimesAt, Layout.CallersAt, Layout.CountsAt);
        (_hrtimerAt, _stealAt, _broadcastAt) = (Layout.HrtimerAt, Layout.StealAt, Layout.BroadcastAt);
        (_vectorsAt, _deviceCountsAt) = (Layout.VectorsAt, Layout.DeviceCountsAt);
        (_hostingAt, _missedAt) = (Layout.HostingAt, Layout.MissedAt);
        (_watchAt, _jobAt, _callsAt, _queueAt) = (Layout.WatchAt, Layout.JobAt, Layout.CallsAt, Layout.QueueAt);
        _exitsAt = Layout.ExitsAt;
        (_guestAt, _inheritedAt) = (Layout.GuestAt, Layout.InheritedAt);
    }

    /// <summary>Where the parts of this machine's cores lie.</summary>
    public CoreLayout Layout { get; }

    /// <summary>The time of a core's next event of its own.</summary>
    public long NextLocalNs(ref Core core) =>
        Math.Min(Math.Min(core.Apic.TimerExpiryNs, core.StepNs), Math.Min(BroadcastNs(ref core), core.WorkNs));

    /// <summary>The mode that the local APIC's timer is in; a deadline also stands for a hypervisor's timer.</summary>
    public ApicTimerMode TimerMode => _timerMode;

    /// <summary>The CPU's kernel wants ticks.</summary>
    public bool WantsTick(int cpu) => _wants[cpu];

    /// <summary>True when interrupts of the cores may meet each other at a line or lock.</summary>
    public bool MeetsOthers => _meetsOthers;

    /// <summary>True when a trace of anomalies needs all records of a core.</summary>
    /// <remarks>One that meets a line or lock may delay another one and have no anomaly itself. One that idles has interrupts that are no
    /// ticks, whose waits the ledger does not count.</remarks>
    public bool NeedsAllRecords => _meetsOthers || _idles || _hasGuest || _hasInjections;

    /// <summary>The CPU runs a task.</summary>
    public bool IsBusy(int cpu) => _busy[cpu];

    public void Execute(int cpu, ref Core core, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        if (_onlyWatches) Execute<Watched>(cpu, ref core, untilNs, inbox, effects);
        else if (_isLiving) Execute<Living>(cpu, ref core, untilNs, inbox, effects);
        else Execute<Plain>(cpu, ref core, untilNs, inbox, effects);
    }

    private void Execute<TCore>(int cpu, ref Core core, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
        where TCore : struct
    {
        int taken = 0;
        long events = 0, straightEvents = 0;
        LivelockWatch watch = default;
        bool anomaliesOnly = effects.Tracing && effects.AnomaliesOnly && !NeedsAllRecords;
        bool straight = TakesStraightLines && !_hasHrtimer && !_callsWait && !_locksJiffies && !IsStolenFrom && !_stopsTimer
            && !_chargesExits && (!effects.Tracing || anomaliesOnly);
        AnomalyRecords records = anomaliesOnly ? new(ref core, effects) : default;
        while (true)
        {
            long timer = core.Apic.TimerExpiryNs;
            long local = Math.Min(Math.Min(timer, core.StepNs), core.WorkNs);
            if (Broadcasts) local = Math.Min(local, BroadcastNs(ref core));
            long now;
            if (taken < inbox.Length && inbox[taken].Time <= local)
            {
                now = inbox[taken].Time;
                if (now >= untilNs) break;
                if (straight && (!_hosted || StaysOnHost(cpu, ref core)))
                {
                    long next = Math.Min(local, untilNs);
                    if (taken + 1 < inbox.Length) next = Math.Min(next, inbox[taken + 1].Time);
                    // Nothing in a straight line is other than it should be.
                    effects.Tracing = false;
                    int passed = PassesStraight<TCore>(cpu, ref core, in inbox[taken], next, effects);
                    effects.Tracing = anomaliesOnly;
                    if (passed > 0)
                    {
                        taken++;
                        straightEvents += passed;
                        if (watch.IsTooMany(now)) throw Livelock(cpu, now);
                        continue;
                    }
                }

                OnMessage(cpu, ref core, in inbox[taken], effects);
                taken++;
            }
            else
            {
                if (local >= untilNs) break;
                now = local;
                if (straight && core.Step == CpuStep.None && (!_hosted || StaysOnHost(cpu, ref core)))
                {
                    long next = Math.Min(untilNs, BroadcastNs(ref core));
                    if (taken < inbox.Length) next = Math.Min(next, inbox[taken].Time);
                    effects.Tracing = false;
                    int steps = timer != local
                        ? WorksStraight<TCore>(cpu, ref core, Math.Min(next, timer), effects)
                        : TicksStraight<TCore>(cpu, ref core, now, Math.Min(next, core.WorkNs), effects);
                    effects.Tracing = anomaliesOnly;
                    if (steps > 0)
                    {
                        straightEvents += steps;
                        continue;
                    }
                }

                // In the order of their ranks, see LogicalProcess.
                if (timer == local) OnTimer(cpu, ref core, now, effects);
                else if (Broadcasts && BroadcastNs(ref core) == local) OnBroadcastDue(cpu, ref core, now, effects);
                else if (core.StepNs == local) OnStep(cpu, ref core, now, effects);
                else OnWork(cpu, ref core, now, effects);
            }

            events++;
            if (anomaliesOnly) records.AfterEvent(ref core, effects);
            if (effects.HasFault) break;
            if (watch.IsTooMany(now)) throw Livelock(cpu, now);
        }

        effects.Straight += straightEvents;
        effects.Executed += events + straightEvents;
    }

    private static LivelockException Livelock(int cpu, long now) => new($"CPU {cpu}", now, "tick.handler");

    private long BroadcastNs(ref Core core) => Broadcasts ? BroadcastOf(ref core).DueNs : long.MaxValue;

    private void OnStep(int cpu, ref Core core, long now, Effects effects)
    {
        switch (core.Step)
        {
            case CpuStep.Dispatch: Dispatch(cpu, ref core, now, effects); break;
            case CpuStep.Entry: Enter(cpu, ref core, now, effects); break;
            case CpuStep.Handler: EndHandler(cpu, ref core, now, effects); break;
            case CpuStep.Softirq: EndSoftirqs(cpu, ref core, now, effects); break;
            case CpuStep.IrqsOff: Resume(cpu, ref core, now, effects); break;
            case CpuStep.WakeUp: OnWake(cpu, ref core, now, effects); break;
            case CpuStep.Off when IsStolenFrom: EndSteal(cpu, ref core, now, effects); break;
            case CpuStep.Section: EndSection(cpu, ref core, now, effects); break;
            case var waits when _spins && IsLockWait(waits): OnSpin(cpu, ref core, now, effects); break;
            default: effects.Fault($"CPU {cpu} cannot go on from {core.Step} at {now} ns by itself."); break;
        }
    }

    private void OnMessage(int cpu, ref Core core, in Message message, Effects effects)
    {
        core.Hash = EventHash.Extend(core.Hash, message.Time, Delivered(in message));
        switch (message.Kind)
        {
            case MessageKind.Verdict: OnVerdict(cpu, ref core, in message, effects); break;
            case MessageKind.Interrupt: OnInterrupt(cpu, ref core, in message, effects); break;
            case MessageKind.Xtime: OnXtime(cpu, ref core, in message, effects); break;
            case MessageKind.Quirk: OnQuirk(cpu, ref core, in message, effects); break;
            case MessageKind.Acknowledge:
                if (_callsWait) OnAnswer(cpu, ref core, message.Time, effects);
                break;
            case MessageKind.Run: OnRun(cpu, ref core, message.Time, effects); break;
            case MessageKind.Leave: OnLeave(cpu, ref core, message.Time, effects); break;
            case MessageKind.Grant: OnGrant(cpu, ref core, in message, effects); break;
            case MessageKind.Kick: OnKick(cpu, ref core, message.Time, effects); break;
            case MessageKind.Interrupted: OnHostInterrupt(cpu, ref core, message.Time, message.B, effects); break;
            case MessageKind.CallLock: OnCallLock(cpu, ref core, in message, effects); break;
            case MessageKind.JiffiesLock: OnJiffiesLock(cpu, ref core, message.Time, effects); break;
            case MessageKind.Broadcast: OnBroadcastLock(cpu, ref core, in message, effects); break;
            case MessageKind.BroadcastIpi: OnBroadcastIpi(cpu, ref core, in message, effects); break;
            case MessageKind.Vectors: OnVectors(cpu, ref core, in message, effects); break;
            case MessageKind.StepBegins: OnStepBegins(ref core, message.Time); break;
            case MessageKind.Operation: OnOperation(ref core, in message); break;
            case MessageKind.Injected: OnInjected(cpu, ref core, in message, effects); break;
            case MessageKind.MovedTimer: OnMovedTimer(cpu, ref core, in message, effects); break;
            default: throw new BrokenRunException($"CPU {cpu} got a message of kind {message.Kind} at {message.Time} ns.");
        }
    }

    private static ulong Delivered(in Message message) =>
        HashWord.Delivered | (ulong)(uint)message.Kind << 8 | (ulong)(uint)message.Source << 16;

    private void Send(int cpu, ref Core core, long now, int target, long time, int kind, long a, Effects effects, long b = 0) =>
        effects.Send(
            now, new Message { Time = time, Source = cpu, Sequence = core.Sequence++, Target = target, Kind = kind, A = a, B = b });
}
