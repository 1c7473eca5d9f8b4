using Tickstorm.Results;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>
/// Analyses the simulator's records. The order of records within a nanosecond does not matter, as long as each interrupt's own are in
/// order.
/// </summary>
internal sealed class SimulatedAnalysis
{
    private readonly List<SimulatedCpu> _cpus = [];
    private readonly Dictionary<(string Kind, long Id), SerialisationPoint> _points = [];
    private readonly LossBook _losses = new();
    private readonly IpiBook _ipis = new();
    private readonly SkewBook _skew = new();
    private readonly DropStoryRecorder _story = new();
    private readonly SortedDictionary<string, (long Count, long TotalNs)> _causes = new(StringComparer.Ordinal);
    private readonly LatencyHistogram _latency = new();
    private HeatMap? _heat;
    private long _raised;
    private long _handled;
    private long _late;
    private long _coalesced;
    private long _dropped;
    private long _masked;
    private long _spurious;

    /// <summary>Thresholds and names; the defaults until the file says otherwise.</summary>
    public TraceRunInfo Run { get; set; } = new() { RunId = "" };

    /// <summary>Makes sure that CPUs 0 to count-1 are listed.</summary>
    public void Reach(int count)
    {
        while (_cpus.Count < count) _cpus.Add(new SimulatedCpu(_cpus.Count));
    }

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        if (record.Cpu < 0) return;
        if (record.Cpu >= _cpus.Count) Reach(record.Cpu + 1);
        SimulatedCpu cpu = _cpus[record.Cpu];
        _story.Take(record);
        switch (record.Kind)
        {
            case TraceKind.Raised:
                _raised++;
                cpu.Open.FindOrOpen(record.Interrupt, record.Vector, record.Line).RaisedNs = record.Time;
                cpu.Raised(record.Time);
                break;
            case TraceKind.Accepted:
                cpu.Open.FindOrOpen(record.Interrupt, record.Vector, record.Line).AcceptedNs = record.Time;
                break;
            case TraceKind.Dispatched:
                OpenInterrupt dispatched = cpu.Open.FindOrOpen(record.Interrupt, record.Vector, record.Line);
                dispatched.DispatchedNs = record.Time;
                if (dispatched.AcceptedNs >= 0)
                    dispatched.VectorWaitNs = Math.Max(0, record.Time - dispatched.AcceptedNs - Run.ApicDeliverNs);
                break;
            case TraceKind.LockWaitBegin:
                if (cpu.Open.Find(record.Interrupt) is not { } asking) break;
                asking.BeginWait(record.Line, record.Time);
                Point(record).Begin(record.Time);
                break;
            case TraceKind.LockWaitEnd:
                if (cpu.Open.Find(record.Interrupt) is { } waiting && waiting.EndWait(record.Line, record.Argument, out long since))
                    Point(record).End(record.Time, since, record.Argument, record.Peer);
                break;
            case TraceKind.HandlerEnter:
                Entered(cpu, record);
                break;
            case TraceKind.HandlerExit:
                Left(cpu, record);
                break;
            case TraceKind.Coalesced:
                _coalesced++;
                // Its argument is the interrupt it merged into.
                Lose(cpu, record, DropReason.IrrFull, close: true);
                break;
            case TraceKind.Masked:
                _masked++;
                Lose(cpu, record, Reason(record, DropReason.LvtMasked), close: true);
                break;
            case TraceKind.Dropped:
                _dropped++;
                Lose(cpu, record, Reason(record, DropReason.None), close: false);
                break;
            case TraceKind.Returned:
                if (cpu.Open.Find(record.Interrupt) is { } over) Close(cpu, over);
                break;
            case TraceKind.Stalled:
                cpu.Stalled = true;
                break;
            case TraceKind.SpuriousRun:
                _spurious++;
                break;
            case TraceKind.IpiSent:
                _ipis.Add(record.Cpu, record.Peer, VectorNames.Of(record.Vector));
                break;
            default:
                break;
        }
    }

    /// <summary>The figures; <paramref name="totals"/> are what the file says of the whole run.</summary>
    public AnalysisResult Result(SourceSummary source, TraceTotals? totals)
    {
        Reach(Run.Cpus);
        _skew.Finish();
        foreach (SimulatedCpu cpu in _cpus)
        {
            foreach (OpenInterrupt open in cpu.Open.All) CountLate(open);
        }

        long period = 1_000_000_000L / Math.Max(1, Run.Hz);
        long end = Math.Max(totals?.SimulatedNs ?? 0, source.LastNs ?? 0);
        Ledger counted = new(_raised, _handled, _late, _coalesced, _dropped, _masked, _raised - _handled - _coalesced - _dropped - _masked);
        return new AnalysisResult
        {
            Source = source,
            Totals = totals is null ? counted : Exact(totals.Ticks),
            Counted = counted,
            Cpus = [.. _cpus.Select(cpu => cpu.Figures.Result(cpu.Gaps,
                cpu.Ticks) with { SilentSinceNs = cpu.SilentSince(end, period, Run.Sampled) })],
            Serialisation =
                [.. _points.Values.Select(point => point.Result()).OfType<Serialisation>().OrderByDescending(point => point.TotalNs)],
            Losses = _losses.Result(),
            NotVisible = Run.Sampled ? ["per-CPU figures of what the sampling budget left out; totals are exact"] : [],
            Hz = Run.Hz,
            Run = Run,
            RunTotals = totals,
            SkewNs = _skew.Spread.Percentiles(),
            SpuriousRuns = totals?.SpuriousRuns ?? _spurious,
            LateCauses =
                [.. _causes.OrderByDescending(pair => pair.Value.TotalNs).Select(pair => new LateCause(pair.Key, 0, pair.Value.Count,
                pair.Value.TotalNs))],
            Ipis = _ipis.Result(),
            Latency = _latency,
            Heat = _heat ?? new HeatMap(Math.Max(1, _cpus.Count)),
            FirstDrop = _story.Story(victim => victim < _cpus.Count && _cpus[victim].SilentSince(end, period, Run.Sampled) is not null),
        };
    }

    private static Ledger Exact(TickTotals ticks) =>
        new(ticks.Raised, ticks.Handled, ticks.Late, ticks.Coalesced, ticks.Dropped, ticks.Masked, ticks.Pending);

    private static DropReason Reason(in TraceRecord record, DropReason otherwise) =>
        record.Argument is > 0 and <= (long)DropReason.StaleBroadcast ? (DropReason)record.Argument : otherwise;

    private void Entered(SimulatedCpu cpu, in TraceRecord record)
    {
        bool line = record.Line >= 0;
        string name = line ? VectorNames.OfLine(record.Line) : VectorNames.Of(record.Vector);
        if (line) cpu.Figures.Irq(record.Line, name);
        else cpu.Figures.Vector(record.Vector, name);
        if (cpu.Open.Find(record.Interrupt) is not { } open) return;
        open.HandlerNs = record.Time;
        if (!open.IsTick || open.Handled || open.Lost) return;
        open.Handled = true;
        _handled++;
        long latency = record.Time - open.RaisedNs;
        _latency.Add(latency);
        _skew.Started(open.RaisedNs, record.Time);
        cpu.Handled(record.Time, latency);
        cpu.Figures.TimerInterrupts++;
        Heat(record.Cpu, record.Time, lost: false);
    }

    private static void Left(SimulatedCpu cpu, in TraceRecord record)
    {
        if (cpu.Open.Find(record.Interrupt) is not { } open || open.HandlerNs < 0) return;
        long took = record.Time - open.HandlerNs;
        open.HandlerNs = -1;
        open.Done = true;
        if (record.Line >= 0) cpu.Figures.IrqTook(record.Line, took);
        else cpu.Figures.VectorTook(record.Vector, took);
    }

    private void Lose(SimulatedCpu cpu, in TraceRecord record, DropReason reason, bool close)
    {
        _losses.Add(reason, record.Cpu);
        Heat(record.Cpu, record.Time, lost: true);
        if (cpu.Open.Find(record.Interrupt) is not { } open) return;
        open.Lost = true;
        // A flow handler's drop still returns from the interrupt; what never reached the CPU does not.
        if (close || open.DispatchedNs < 0) Close(cpu, open);
    }

    private void Close(SimulatedCpu cpu, OpenInterrupt open)
    {
        CountLate(open);
        cpu.Open.Close(open);
    }

    private void CountLate(OpenInterrupt open)
    {
        if (!open.Handled || open.WaitedNs <= Run.LateNs) return;
        _late++;
        string cause = open.LineWaitNs >= Math.Max(open.LockWaitNs, open.VectorWaitNs)
            ? "line"
            : open.LockWaitNs >= open.VectorWaitNs
            ? "lock"
            : "vector";
        (long count, long total) = _causes.GetValueOrDefault(cause);
        _causes[cause] = (count + 1, total + open.WaitedNs);
    }

    private SerialisationPoint Point(in TraceRecord record)
    {
        (string Kind, long Id) key = record.Line >= 0 ? ("line", record.Line) : ("lock", TraceLines.LockId(record.Line));
        if (!_points.TryGetValue(key, out SerialisationPoint? point)) _points[key] = point = new SerialisationPoint(key.Kind, key.Id);
        return point;
    }

    private void Heat(int cpu, long timeNs, bool lost) =>
        (_heat ??= new HeatMap(Math.Max(Run.Cpus, _cpus.Count))).Add(cpu, timeNs, lost);
}
