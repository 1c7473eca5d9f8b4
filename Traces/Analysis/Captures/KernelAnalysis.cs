using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Analyses the events of a real kernel.</summary>
internal sealed class KernelAnalysis
{
    private const int MostCommon = 8;
    private readonly AnalysisChoice _choice;
    private readonly CpuTable<KernelCpu> _cpus = new(cpu => new KernelCpu(cpu));
    private readonly NameTable _names = new();
    private readonly EventCounts _counts = new();
    private readonly SoftirqBook _softirqs = new();
    private readonly Dictionary<(bool Stopped, string Dependency), long> _tickStops = [];
    private readonly BlindCount _blind = new();
    private readonly BroadcastBook _broadcasts = new();
    private readonly ClockOffset _offset = new();
    private readonly WorstTicks _worst;
    private readonly List<string> _remarks = [];
    private bool _expirySeen;
    private bool _functionSeen;
    private bool _otherTimers;
    private long _latestNow;
    private bool _stopsTicks;
    private long _resolutionNs = 1;
    private int _onlyPid = -1;
    private bool _manyTasks;
    private long _gaps;

    public KernelAnalysis(AnalysisChoice choice)
    {
        _choice = choice;
        _worst = new WorstTicks(choice.Top);
        Ledger = new TickLedger(Evidence, choice.Hz, () => _cpus.Count);
    }

    public IpiMatrix Ipis { get; } = new();

    public LockWaits Locks { get; } = new();

    public SkewBook Skew { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    public RateEvidence Evidence { get; } = new();

    public TickLedger Ledger { get; }

    /// <summary>Times at which a CPU ran another task than the one it had been switched to.</summary>
    public long TaskGaps { get; set; }

    /// <summary>True when the capture does not say of which CPUs its events are.</summary>
    public bool HasNoCpus { get; set; }

    /// <summary>True when the events of the CPUs do not stand in one order of time.</summary>
    public bool IsApart { get; set; }

    /// <summary>True when the clock is fine enough to measure handlers with.</summary>
    public bool IsFine => _resolutionNs < 1_000_000;

    /// <summary>True when the kernel stops the ticks of CPUs that have nothing to do.</summary>
    public bool StopsTicks => _stopsTicks;

    /// <summary>A header says how many CPUs there are.</summary>
    public void Reach(int count) => _cpus.Declare(count);

    /// <summary>The time stamps are no finer than this.</summary>
    public void Resolution(long ns) => _resolutionNs = ns;

    /// <summary>What the reader had to assume.</summary>
    public void Remark(string note) => _remarks.Add(note);

    /// <summary>Events are missing here: of a CPU, or of nobody knows which (-1).</summary>
    public void Lost(int cpu, long timeNs)
    {
        // Nothing was seen yet that a loss could come between.
        if (timeNs < 0) return;
        _gaps++;
        if (cpu >= 0) _cpus.At(cpu).Forget(timeNs, this);
        else foreach (KernelCpu one in _cpus.Seen) one.Forget(timeNs, this);
        Locks.Forget(timeNs);
        Ipis.Forget();
    }

    /// <summary>Takes an event.</summary>
    public void Take(in CaptureEvent captured, ReadOnlySpan<byte> label)
    {
        if (HasNoCpus)
        {
            _counts.Add(captured.Kind, label);
            _blind.Take(captured, label, this);
            return;
        }

        KernelCpu cpu = _cpus.At(captured.Cpu);
        _counts.Add(captured.Kind, label);
        switch (captured.Kind)
        {
            case CaptureKind.TickExpired:
                _expirySeen = true;
                break;
            case CaptureKind.OtherTimer:
                _otherTimers = true;
                break;
            case CaptureKind.TickFunction:
                _functionSeen = true;
                break;
            case CaptureKind.TickStop:
                TickStop(captured, label);
                break;
            case CaptureKind.Function:
                _stopsTicks |= label.StartsWith("tick_nohz_idle_stop_tick"u8) || label.StartsWith("tick_nohz_stop"u8);
                _broadcasts.Function(label);
                break;
            case CaptureKind.Jiffies:
                Evidence.Jiffies(captured.TimeNs, captured.Argument);
                break;
            case CaptureKind.IpiSent:
                Ipis.Send(captured, label);
                break;
            case CaptureKind.IpiSentMask:
                Ipis.SendMask(captured, label);
                break;
            case CaptureKind.LockBegin:
                Locks.Begin(captured.TimeNs, captured.Cpu, captured.Pid, captured.Argument, Name(label));
                break;
            case CaptureKind.LockEnd:
                Locks.End(captured.TimeNs, captured.Cpu, captured.Pid, captured.Argument);
                break;
            default:
                break;
        }

        cpu.Take(captured, label, this);
    }

    /// <summary>The kernel's time of an event; -1 while it is not known.</summary>
    public long Now(long timeNs) => !_offset.IsKnown ? -1 : IsFine ? Math.Max(0, timeNs - Ledger.OffsetNs) : _latestNow;

    /// <summary>An event tells the kernel's time.</summary>
    public void Clock(in CaptureEvent captured)
    {
        _offset.Take(captured.TimeNs, captured.Argument);
        Ledger.OffsetNs = _offset.Ns;
        // Of a clock that is too coarse the kernel's own word is better.
        _latestNow = Math.Max(_latestNow, captured.Argument);
    }

    /// <summary>A tick came this late.</summary>
    public void Late(in CaptureEvent captured, ReadOnlySpan<byte> task, long latenessNs, LateSplit split)
    {
        Latency.Add(latenessNs);
        _worst.Add(captured, task, latenessNs, split, _choice.LateNs);
    }

    /// <summary>A softirq took this long.</summary>
    public void Softirq(int vector, long ns) => _softirqs.Add(vector, ns);

    /// <summary>The event's or action's name as one string, made once; "_entry" is left off.</summary>
    public string Name(ReadOnlySpan<byte> label)
    {
        if (label.EndsWith("_entry"u8)) label = label[..^6];
        return _names.Of(label);
    }

    /// <summary>The figures.</summary>
    public AnalysisResult Result(SourceSummary source)
    {
        if (HasNoCpus) return _blind.Result(source, Evidence, Latency, _choice, _counts.Most(MostCommon));
        Skew.Finish();
        Evidence.IsLowResolution = _otherTimers && !_expirySeen;
        Ledger.Finish(cpu => _cpus.Find(cpu) is { LastNs: >= 0 } known ? Now(known.LastNs) : -1);
        bool oneTask = !_manyTasks && _onlyPid > 0;
        bool entriesAreTicks = !_expirySeen && !_functionSeen && Evidence.IsLowResolution;
        CpuAnalysis[] cpus = [.. _cpus.Listed.Select(cpu => Cpu(cpu, entriesAreTicks, oneTask))];
        long ticks = _cpus.Seen.Sum(cpu => cpu.Ticks(_expirySeen).Count);
        Ledger ledger = new(Handled: ticks) { Late = _choice.LateNs is null || !_expirySeen ? null : _worst.Late };
        bool hasLateness = !oneTask && Latency.Count > 0;
        return new AnalysisResult
        {
            Source = source,
            Totals = ledger,
            Counted = ledger,
            Hz = Ledger.Hz,
            TicksAreInterrupts = !_expirySeen && !_functionSeen,
            Cpus = cpus,
            Serialisation = IsApart ? [] : Locks.Result(),
            NotVisible = CutText.Note(source) is { } note ? [.. NotVisible(oneTask, cpus), note] : NotVisible(oneTask, cpus),
            SkewNs = oneTask || IsApart ? Percentiles.None : Skew.Spread.Percentiles(),
            Ipis = IsApart ? [] : Ipis.Result(),
            Latency = hasLateness ? Latency : new LatencyHistogram(),
            Gaps = GapRows.Of(_cpus.Seen.Where(cpu => cpu.Ticks(_expirySeen).All is not null)
                .Select(cpu => (cpu.Figures.Cpu, cpu.Ticks(_expirySeen).All!))),
            Heat = Ledger.Heat,
            LateCauses = hasLateness ? _worst.Causes : [],
            Worst = hasLateness ? _worst.Result : [],
            JiffiesPerSecond = Evidence.JiffiesPerSecond,
            Softirqs = _softirqs.Result(),
            TickStops = [.. _tickStops.OrderByDescending(pair => pair.Value)
                .Select(pair => new TickStopCount(pair.Key.Stopped, pair.Key.Dependency, pair.Value))],
            Broadcasts = _broadcasts.Result(cpus),
            EventNames = _counts.Most(MostCommon),
        };
    }

    private CpuAnalysis Cpu(KernelCpu cpu, bool entriesAreTicks, bool oneTask)
    {
        long? period = Ledger.Hz is { } rate ? RateEvidence.Period(rate) : null;
        TickCount? count = oneTask || IsFiltered(cpu) ? null : Ledger.Of(cpu.Figures.Cpu, entriesAreTicks);
        TickGaps ticks = cpu.Ticks(_expirySeen);
        CpuAnalysis figures = cpu.Handlers.Result(IsFine || _expirySeen ? ticks.All : null, ticks.Count);
        return figures with
        {
            TimerInterrupts = figures.TimerInterrupts + cpu.Handlers.TimerLines,
            LatencyNs = oneTask || IsFiltered(cpu) ? Percentiles.None : cpu.Figures.Latency?.Percentiles() ?? Percentiles.None,
            SilentSinceNs = period is { } known && IsFine && !oneTask ? cpu.SilentSince(known) : null,
            Due = count?.Due,
            Skipped = count?.Skipped,
            Missed = count?.Missed,
            MissedBy = count is null ? [] : [.. Enumerable.Range(0, LateSplit.Parts)
                .Select(part => (LateNames.Of((LatePart)part), count.MissedBy((LatePart)part))).Where(part => part.Item2 > 0)],
            TickStops = _tickStops.Count == 0 ? null : cpu.TickStops,
            TimerLatencyNs = cpu.TimerLatency?.Irq.Percentiles() ?? Percentiles.None,
            ThreadLatencyNs = cpu.TimerLatency?.Thread.Percentiles() ?? Percentiles.None,
        };
    }

    // Ticks whose arming is not there though events of arming are: a filter by task or by CPU.
    private bool IsFiltered(KernelCpu cpu) => Ledger.AnyArmed && cpu.Unarmed > 2 && cpu.Unarmed * 100 > cpu.Ticks(_expirySeen).Count;

    /// <summary>Looks at the task of an event, of those that are left out too: a capture may be of one task alone.</summary>
    public void Sees(in CaptureEvent captured)
    {
        if (_manyTasks) return;
        if (captured.Pid < 0 || captured.Idle || captured.Kind == CaptureKind.Switch || (_onlyPid >= 0 && captured.Pid != _onlyPid))
            _manyTasks = true;
        _onlyPid = captured.Pid;
    }

    private void TickStop(in CaptureEvent captured, ReadOnlySpan<byte> dependency)
    {
        _stopsTicks |= captured.Number == 1;
        (bool, string) key = (captured.Number == 1, Name(dependency).Trim());
        if (_tickStops.Count < 64 || _tickStops.ContainsKey(key)) _tickStops[key] = _tickStops.GetValueOrDefault(key) + 1;
    }

    private List<string> NotVisible(bool oneTask, IReadOnlyList<CpuAnalysis> cpus)
    {
        List<string> notes =
        [
            "losses: a real kernel records no event for them",
            "who remembered an arrival and ran it again: PENDING and INPROGRESS are not traced",
            "IRR, ISR, EOI and masks: the kernel does not trace its APIC",
            .. _remarks,
        ];
        if (!Locks.Any) notes.Add("waits for lines and locks: no lock contention event is in the capture");
        else notes.Add("who held a lock: contention events do not say");
        if (!_expirySeen)
            notes.Add("when ticks were due: timer:hrtimer_expire_entry of the tick is not in the capture, so neither lateness nor skew");
        if (!_expirySeen && !_functionSeen) notes.Add("which timer interrupts were ticks: gaps are those of all timer interrupts");
        if (cpus.All(cpu => cpu.TimerInterrupts == 0))
            notes.Add("timer interrupts: neither irq_vectors:local_timer_entry nor irq:irq_handler_entry of a timer is in the capture");
        if (Ledger.Hz is null)
            notes.Add("ticks per second: too few ticks, or nothing that tells ticks from other timers (--hz gives them)");
        if (!Ipis.AnySent) notes.Add("who sent an IPI: no event of ipi:ipi_send_cpu or ipi_send_cpumask is in the capture");
        if (IsApart)
        {
            notes.Add(
                "what happens between CPUs: their events stand one after the other; no IPIs, no waits for locks, no spread of ticks "
                + "due together");
        }

        if (oneTask)
        {
            notes.Add(
                $"lateness and missed ticks: all events are of one task ({_onlyPid}), and those of the others are not "
                + "in the capture (-a records them)");
        }

        if (TaskGaps > 0)
        {
            notes.Add($"what CPUs did at {TaskGaps} places where they ran another task than the one they had been switched to: "
                + "a filter by task, or lost events; nothing is measured across them");
        }

        if (_gaps > 0) notes.Add($"what happened at {_gaps} places where the tracer lost events; nothing is measured across them");
        foreach (KernelCpu cpu in _cpus.Seen.Where(cpu => !oneTask && IsFiltered(cpu)).Take(16))
        {
            notes.Add(
                $"lateness and missed ticks of CPU {cpu.Figures.Cpu}: the arming of {cpu.Unarmed} of its ticks is not in the capture");
        }

        return notes;
    }
}
