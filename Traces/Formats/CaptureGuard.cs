using System.Globalization;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// Stands between a reader and whoever takes what it finds. What no machine can have said is refused by its place, so that a changed byte
/// becomes neither a figure nor memory; and the user's wish to stop is looked at.
/// </summary>
internal sealed class CaptureGuard(TraceInput input, ICaptureSink sink, Func<string> place) : ICaptureSink
{
    /// <summary>CPUs at most, numbered from 0.</summary>
    public const int MostCpus = 1_000_000;

    /// <summary>The latest time, ns: 146 years. Sums and differences of two such times are numbers still.</summary>
    public const long LatestNs = 1L << 62;

    /// <summary>How far the events of a CPU may be out of order, ns: tools that merge buffers do not always sort the last.</summary>
    private const long DisorderNs = 1_000_000;

    private const int MostVectors = 256;
    private const int MostIrqs = 1 << 20;
    private const int CancelEvery = 4_096;

    private readonly CpuTimes _times = new();
    private readonly CaptureSorter? _sorter = input.AllowUnsorted ? new CaptureSorter(sink, input.Name) : null;
    private int _declared;
    private bool _isContradicted;
    private int _sinceLook;
    private TraceRecord _last = new(long.MinValue, 0, 0, TraceKind.Raised, 0, 0, -1, -1, -1, 0);

    /// <summary>
    /// True to refuse records that are not in the one total order, in which every writer of ours puts them: two that changed places would
    /// make other figures of the same sum.
    /// </summary>
    public bool IsOrdered { get; init; }

    /// <inheritdoc/>
    public void Cpus(int count)
    {
        if (count is < 1 or > MostCpus) throw Bad($"{Number(count)} CPUs", "1 to 1,000,000 were expected");
        _declared = Math.Max(_declared, count);
        sink.Cpus(count);
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        Look();
        CheckCpu(captured.Cpu);
        CheckTime(captured.TimeNs);
        CheckNumber(captured);
        if (_sorter is null) CheckOrder(captured.Cpu, captured.TimeNs);
        else _times.Follows(captured.Cpu, captured.TimeNs, long.MaxValue, out _);
        if (_declared > 0 && _times.Cpus > _declared && !_isContradicted)
        {
            _isContradicted = true;
            sink.Contradiction(place(),
                $"CPU {captured.Cpu} is one more than the {_declared} CPUs of its header: "
                + "a changed digit, or a CPU that was taken offline");
        }

        if (_sorter is null) sink.Event(captured, name);
        else _sorter.Event(captured, name);
    }

    /// <inheritdoc/>
    public void Lost(int cpu, long? count)
    {
        if (cpu != -1) CheckCpu(cpu);
        if (count is < 0 or > LatestNs) throw Bad($"{count} lost events", "a number of events was expected");
        if (_sorter is null) sink.Lost(cpu, count);
        else _sorter.Lost(cpu, count);
    }

    /// <inheritdoc/>
    public void Skipped(string where, string wrong, ReadOnlySpan<byte> line) => sink.Skipped(where, wrong, line);

    /// <inheritdoc/>
    public void Remark(string note) => sink.Remark(note);

    /// <inheritdoc/>
    public void WithoutCpus() => sink.WithoutCpus();

    /// <inheritdoc/>
    public void Resolution(long ns) => sink.Resolution(ns);

    /// <inheritdoc/>
    public void Cut(string where, string wrong, bool isSure) => sink.Cut(where, wrong, isSure);

    /// <inheritdoc/>
    public void Contradiction(string where, string wrong) => sink.Contradiction(where, wrong);

    /// <inheritdoc/>
    public void Record(in TraceRecord record)
    {
        Look();
        CheckRecord(record);
        if (IsOrdered) CheckTotalOrder(record);
        else CheckOrder(record.Cpu, record.Time);
        sink.Record(record);
    }

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        if (info.Cpus is < 1 or > MostCpus) throw Bad($"a run of {Number(info.Cpus)} CPUs", "1 to 1,000,000 were expected");
        if (info.Hz is < 1 or > 1_000_000) throw Bad($"{Number(info.Hz)} ticks per second", "1 to 1,000,000 were expected");
        if (totals is { SimulatedNs: < 0 or > LatestNs }) throw Bad($"a run of {totals.SimulatedNs} ns", "0 to 2^62 ns were expected");
        sink.Run(info, totals);
    }

    /// <summary>Refuses a record that cannot be, whatever its place in the order.</summary>
    public void CheckRecord(in TraceRecord record)
    {
        CheckCpu(record.Cpu);
        CheckTime(record.Time);
        if (record.Peer >= MostCpus) throw Bad($"CPU {Number(record.Peer)} as the other one", "0 to 999999 was expected");
    }

    /// <summary>Everything was read.</summary>
    public void Finish() => _sorter?.Drain();

    /// <summary>Looks at the user's wish to stop, now and then.</summary>
    public void Look()
    {
        if (++_sinceLook < CancelEvery) return;
        _sinceLook = 0;
        input.Cancel.ThrowIfCancellationRequested();
    }

    private void CheckCpu(int cpu)
    {
        if ((uint)cpu >= MostCpus) throw Bad($"CPU {cpu}", "0 to 999999 was expected");
    }

    private void CheckTime(long timeNs)
    {
        if ((ulong)timeNs > LatestNs)
            throw Bad(timeNs < 0 ? "a time before 0" : "a time beyond 2^62 ns", "seconds since the machine's start were expected");
    }

    private void CheckOrder(int cpu, long timeNs)
    {
        if (_times.Follows(cpu, timeNs, DisorderNs, out long latest)) return;
        throw Bad(
            $"time runs backwards on CPU {cpu}, from {Seconds(latest)} to {Seconds(timeNs)}",
            "one capture whose CPUs are each in order was expected; --allow-unsorted sorts them");
    }

    private void CheckTotalOrder(in TraceRecord record)
    {
        // Text has of a handler's begin and end only what a kernel prints.
        bool isWhole = !SimulatedEvents.IsKernels(record.Kind);
        if (record.Time < _last.Time || (isWhole && TraceRecord.Compare(_last, record) > 0))
        {
            throw Bad(
                $"an event of {Seconds(record.Time)} on CPU {record.Cpu} stands after one of {Seconds(_last.Time)}",
                "events in the order in which Tickstorm wrote them were expected");
        }

        if (isWhole) _last = record;
    }

    private void CheckNumber(in CaptureEvent captured)
    {
        switch (captured.Kind)
        {
            case CaptureKind.VectorEntry or CaptureKind.VectorExit when (uint)captured.Number >= MostVectors:
                throw Bad($"vector {Number(captured.Number)}", "0 to 255 was expected");
            case CaptureKind.IrqEntry or CaptureKind.IrqExit when (uint)captured.Number >= MostIrqs:
                throw Bad($"irq {Number(captured.Number)}", "0 to 1048575 was expected");
            case CaptureKind.IpiSent when (uint)captured.Number >= MostCpus:
                throw Bad($"an IPI to CPU {Number(captured.Number)}", "0 to 999999 was expected");
            case CaptureKind.TickArmed or CaptureKind.TickExpired:
                CheckTime(captured.Argument);
                break;
            default:
                break;
        }
    }

    private static string Number(int value) => value switch
    {
        int.MaxValue => "more than 2147483646",
        int.MinValue => "less than -2147483647",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Seconds(long ns) =>
        string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:d9} s");

    private TraceFormatException Bad(string wrong, string right) => new(input.Name, place(), wrong, right);
}
