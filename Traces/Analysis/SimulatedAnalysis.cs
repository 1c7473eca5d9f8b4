using Tickstorm.Results;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>
/// Analyses the simulator's records. The order of records within a nanosecond does not matter, as long as each interrupt's own are in
/// order.
/// </summary>
internal sealed class SimulatedAnalysis
{
    private readonly InterruptLives<InterruptLife> _lives = new(new TraceRunInfo { RunId = "" });
    private readonly CpuTable<SimulatedCpu> _cpus = new(cpu => new SimulatedCpu(cpu));
    private readonly Dictionary<(string Kind, long Id), SerialisationPoint> _points = [];
    private readonly LossBook _losses = new();
    private readonly IpiBook _ipis = new();
    private readonly SoftirqBook _softirqs = new();
    private readonly SkewBook _skew = new();
    private readonly DropStoryRecorder _story = new();
    private readonly SortedDictionary<(string Cause, int Id), (long Count, long TotalNs)> _causes = [];
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
    public TraceRunInfo Run
    {
        get => _lives.Info;
        set => _lives.Info = value;
    }

    /// <summary>A header says how many CPUs there are.</summary>
    public void Reach(int count) => _cpus.Declare(count);

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        if (record.Cpu < 0) return;
        SimulatedCpu cpu = _cpus.At(record.Cpu);
        InterruptLife life = _lives.Follow(record);
        _story.Take(record, _lives);
        switch (record.Kind)
        {
            case TraceKind.Raised:
                _raised++;
                cpu.Raised(record.Time);
                break;
            case TraceKind.LockWaitBegin when record.Interrupt != 0:
                Point(record).Begin(record.Time);
                break;
            case TraceKind.LockWaitEnd when life.WaitSinceNs >= 0:
                Point(record).End(record.Time, life.WaitSinceNs, record.Argument, record.Peer);
                break;
            case TraceKind.HandlerEnter:
                Entered(cpu, life, record);
                break;
            case TraceKind.HandlerExit when life.TookNs >= 0:
                if (record.Line >= 0) cpu.Figures.IrqTook(record.Line, life.TookNs);
                else cpu.Figures.VectorTook(record.Vector, life.TookNs);
                break;
            case TraceKind.Coalesced:
                _coalesced++;
                Lose(record);
                break;
            case TraceKind.Masked:
                _masked++;
                Lose(record);
                break;
            case TraceKind.Dropped:
                _dropped++;
                Lose(record);
                break;
            case TraceKind.Stalled:
                cpu.Stalled = true;
                break;
            case TraceKind.SpuriousRun:
                _spurious++;
                break;
            case TraceKind.SoftirqRan:
                _softirqs.Add(record.Vector, record.Argument);
                break;
            case TraceKind.IpiSent:
                _ipis.Add(record.Cpu, record.Peer, VectorNames.Of(record.Vector));
                break;
            default:
                break;
        }

        if (life.IsOver) Close(life);
        else if (_lives.Abandoned(record.Cpu) is { } abandoned) Close(abandoned);
    }

    /// <summary>The figures; <paramref name="totals"/> are what the file says of the whole run.</summary>
    public AnalysisResult Result(SourceSummary source, TraceTotals? totals)
    {
        Reach(Run.Cpus);
        _skew.Finish();
        _lives.CloseAll(CountLate);
        long period = 1_000_000_000L / Math.Max(1, Run.Hz);
        // The streams of a cut file end at different times: who ticks no more cannot be told from who was cut.
        long end = source.Cut == true ? 0 : Math.Max(totals?.SimulatedNs ?? 0, source.LastNs ?? 0);
        Ledger counted = new(_raised, _handled, _late, _coalesced, _dropped, _masked, _raised - _handled - _coalesced - _dropped - _masked);
        return new AnalysisResult
        {
            Source = source,
            Totals = totals is null ? counted : Exact(totals.Ticks),
            Counted = counted,
            Cpus = [.. _cpus.Listed.Select(cpu => cpu.Figures.Result(cpu.Gaps,
                cpu.Ticks) with
                {
                    SilentSinceNs = cpu.SilentSince(end, period, Run.Sampled), TimerGapNs = cpu.TimerGaps.Percentiles(),
                })],
            Serialisation =
                [.. _points.Values.Select(point => point.Result()).OfType<Serialisation>().OrderByDescending(point => point.TotalNs)],
            Losses = _losses.Result(),
            NotVisible = [.. Unseen(source)],
            Hz = Run.Hz,
            Run = Run,
            RunTotals = totals,
            SkewNs = _skew.Spread.Percentiles(),
            SpuriousRuns = totals?.SpuriousRuns ?? _spurious,
            LateCauses =
                [.. _causes.OrderByDescending(pair => pair.Value.TotalNs).Select(pair => new LateCause(
                    pair.Key.Cause, pair.Key.Id, pair.Value.Count, pair.Value.TotalNs))],
            Ipis = _ipis.Result(),
            Softirqs = _softirqs.Result(),
            Latency = _latency,
            Gaps = GapRows.Of(_cpus.Listed.Select(cpu => (cpu.Figures.Cpu, cpu.Gaps))),
            Heat = _heat ?? new HeatMap(Math.Max(1, _cpus.Count)),
            FirstDrop = _story.Story(victim => _cpus.Find(victim)?.SilentSince(end, period, Run.Sampled) is not null),
        };
    }

    private IEnumerable<string> Unseen(SourceSummary source)
    {
        if (Run.Sampled) yield return "per-CPU figures of what the sampling budget left out; totals are exact";
        if (source.Cut == true) yield return "losses and silent CPUs after the cut";
        if (CutText.Note(source) is { } note) yield return note;
    }

    private static Ledger Exact(TickTotals ticks) =>
        new(ticks.Raised, ticks.Handled, ticks.Late, ticks.Coalesced, ticks.Dropped, ticks.Masked, ticks.Pending);

    private void Entered(SimulatedCpu cpu, InterruptLife life, in TraceRecord record)
    {
        bool line = record.Line >= 0;
        string name = line ? VectorNames.OfLine(record.Line) : VectorNames.Of(record.Vector);
        if (line) cpu.Figures.Irq(record.Line, name, sharesWith: false);
        else cpu.Figures.Vector(record.Vector, name);
        if (line ? record.Line == 0 : name == VectorNames.LocalTimer) cpu.Timer(record.Time);
        if (!life.IsTick || life.Runs > 1 || life.Outcome != InterruptOutcome.Handled) return;
        _handled++;
        long latency = record.Time - life.RaisedNs;
        _latency.Add(latency);
        _skew.Started(life.RaisedNs, record.Time);
        cpu.Handled(record.Time, latency);
        cpu.Figures.TimerInterrupts++;
        Heat(record.Cpu, record.Time, lost: false);
    }

    private void Lose(in TraceRecord record)
    {
        _losses.Add(DropTexts.Reason(record) ?? DropReason.None, record.Cpu);
        Heat(record.Cpu, record.Time, lost: true);
    }

    private void Close(InterruptLife life)
    {
        CountLate(life);
        _lives.Close(life);
    }

    private void CountLate(InterruptLife life)
    {
        if (!life.IsLate) return;
        _late++;
        (string, int) cause = (life.LateCause.Name(), life.LateId);
        (long count, long total) = _causes.GetValueOrDefault(cause);
        _causes[cause] = (count + 1, total + life.WaitedNs);
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
