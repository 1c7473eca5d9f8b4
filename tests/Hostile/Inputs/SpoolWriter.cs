using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Hostile.Inputs;

/// <summary>Writes the records of a trace again and again, until its spool holds some.</summary>
internal sealed class SpoolWriter(string path) : ICaptureSink
{
    // A spool is written in pieces of some thousand records.
    private const int Copies = 20;
    private readonly List<TraceRecord> _records = [];
    private TraceWriter? _writer;

    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _writer ??= TraceFile.Create(path, info);
        if (totals is null) return;
        for (int copy = 0; copy < Copies; copy++) _writer.Write([.. _records.Select(record => Later(record, copy))]);
    }

    public void Record(in TraceRecord record) => _records.Add(record);

    public void Cpus(int count)
    {
    }

    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
    }

    public void Lost(int cpu, long? count)
    {
    }

    public void Cut(string place, string wrong, bool isSure)
    {
    }

    public void Abandon() => _writer!.Abandon();

    private TraceRecord Later(TraceRecord record, int copy) => record with { Time = record.Time + copy * (_records[^1].Time + 1) };
}
