using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Reports;

/// <summary>
/// Takes what a time line shows from a run, a trace or a real kernel's capture, in bounded memory: what is lost or late comes first.
/// </summary>
public sealed class TimeLineBook : ICaptureSink, ITraceSink, IRunStory
{
    /// <summary>Items of a page: more would make it slow to open.</summary>
    public const int Most = 12_000;

    private const long ShortestGapNs = 1_500_000;
    private readonly List<TimeLineItem> _anomalies = [];
    private readonly List<TimeLineItem> _rest = [];
    private readonly List<(int Cpu, long FromNs, long ToNs)> _gaps = [];
    private readonly Dictionary<(int Cpu, int Number), long> _entered = [];
    private readonly Dictionary<int, long> _ticked = [];
    private RunAssembler? _assembler;
    private TraceTotals? _totals;
    private bool _isFinished;

    /// <summary>Items that there were, those beyond <see cref="Most"/> too.</summary>
    public long Seen { get; private set; }

    /// <summary>The items in the order of their begins.</summary>
    /// <param name="hz">The rate of a real kernel's ticks, by which one that is missing is known; null for none.</param>
    /// <param name="misses">True for CPUs that have missed ticks.</param>
    public IReadOnlyList<TimeLineItem> Items(int? hz, Func<int, bool> misses)
    {
        ArgumentNullException.ThrowIfNull(misses);
        if (!_isFinished) _assembler?.Finish(_totals?.SimulatedNs);
        _isFinished = true;
        long period = 1_000_000_000L / Math.Max(1, hz ?? int.MaxValue);
        IEnumerable<TimeLineItem> missed = hz is null ? [] : _gaps.Where(gap => misses(gap.Cpu) && gap.ToNs - gap.FromNs > period * 3 / 2)
            .Select(gap => new TimeLineItem(
                gap.Cpu, 0, TimeLineKind.Missed, gap.FromNs + period, -1, gap.ToNs, gap.ToNs - gap.FromNs - period, "no tick", -1, 0));
        TimeLineItem[] first = [.. missed.Concat(_anomalies).Take(Most)];
        return [.. first.Concat(_rest.Take(Most - first.Length)).OrderBy(item => item.BeginNs).ThenBy(item => item.Cpu)];
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (ref readonly TraceRecord record in records) Record(record);
    }

    /// <inheritdoc/>
    public void Record(in TraceRecord record) => _assembler?.Take(record);

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _assembler ??= new RunAssembler(info, this);
        _totals = totals ?? _totals;
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry or CaptureKind.IrqEntry:
                _entered[(captured.Cpu, captured.Number)] = captured.TimeNs;
                if (name.StartsWith("local_timer"u8) || name.SequenceEqual("timer"u8)) Ticked(captured.Cpu, captured.TimeNs);
                break;
            case CaptureKind.VectorExit or CaptureKind.IrqExit:
                if (_entered.Remove((captured.Cpu, captured.Number), out long began) && captured.TimeNs > began)
                {
                    bool isTick = _ticked.TryGetValue(captured.Cpu, out long last) && last == began;
                    Add(new TimeLineItem(captured.Cpu, 0, isTick ? TimeLineKind.Handled : TimeLineKind.Other, began, began,
                        captured.TimeNs, 0, "", -1, 0));
                }

                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void Interrupt(InterruptTrace interrupt) => Add(TimeLineItem.Of(interrupt));

    /// <inheritdoc/>
    public void Cpus(int count)
    {
    }

    /// <inheritdoc/>
    public void Lost(int cpu, long? count) => _ticked.Remove(cpu);

    /// <inheritdoc/>
    public void Cut(string place, string wrong, bool isSure)
    {
    }

    /// <inheritdoc/>
    public void Sent(in SentIpi ipi, in TraceRecord record)
    {
    }

    /// <inheritdoc/>
    public void Alone(in TraceRecord record, long beginNs)
    {
    }

    /// <inheritdoc/>
    public void Left(ContentionMember member)
    {
    }

    /// <inheritdoc/>
    public void Contention(Contention contention)
    {
    }

    private void Ticked(int cpu, long timeNs)
    {
        if (_ticked.TryGetValue(cpu, out long last) && timeNs - last >= ShortestGapNs && _gaps.Count < Most)
            _gaps.Add((cpu, last, timeNs));
        _ticked[cpu] = timeNs;
    }

    private void Add(in TimeLineItem item)
    {
        Seen++;
        List<TimeLineItem> list = item.IsAnomaly ? _anomalies : _rest;
        if (list.Count < Most) list.Add(item);
    }
}
