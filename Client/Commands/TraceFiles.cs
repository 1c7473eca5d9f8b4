using Tickstorm.Scenarios;
using Tickstorm.Traces;
using Tickstorm.Traces.Writers;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Commands;

/// <summary>The open trace files of a run. Disposing it makes them readable, however far the run got.</summary>
internal sealed class TraceFiles : IDisposable, ITraceSink
{
    private readonly List<TraceWriter> _writers = [];

    private TraceFiles()
    {
    }

    /// <summary>Takes the run's records; null when nothing is traced, so that the run need not make any.</summary>
    public ITraceSink? Sink => _writers.Count == 0 ? null : this;

    /// <summary>Opens the files, each in the format that its name says.</summary>
    public static TraceFiles Open(IReadOnlyList<string> paths, TraceRunInfo info)
    {
        TraceFiles files = new();
        try
        {
            foreach (string path in paths) files._writers.Add(TraceWriters.Open(path, info));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Gives the files the run's exact totals.</summary>
    public void Complete(DesignResult result)
    {
        foreach (TraceWriter writer in _writers) writer.Complete(TraceTotals.Of(result));
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (TraceWriter writer in _writers) writer.Write(records);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TraceWriter writer in _writers) writer.Dispose();
    }
}
