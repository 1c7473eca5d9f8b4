using Tickstorm.Client.Output;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Traces.Sampling;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Commands;

/// <summary>The open trace files of a run. Disposing it makes them readable, however far the run got.</summary>
internal sealed class TraceFiles : IDisposable, ITraceSink
{
    private readonly List<TraceWriter> _writers = [];
    private OtlpLiveWriter? _live;
    private SamplingSink? _sampling;
    private long? _interrupts;

    private TraceFiles()
    {
    }

    /// <summary>Takes the run's records; null when nothing is traced, so that the run need not make any.</summary>
    public ITraceSink? Sink => _writers.Count == 0 ? null : _sampling ?? (ITraceSink)this;

    /// <summary>Spans that the endpoint did not take.</summary>
    public long LostSpans => _live?.LostSpans ?? 0;

    /// <summary>Opens the files, each in the format that its name says, and the way to the endpoint if there is one.</summary>
    public static TraceFiles Open(
        OutputSet outputs, string option, IReadOnlyList<string> paths, OtlpEndpoint? endpoint, TraceRunInfo info, TraceBudget budget,
        CancellationToken cancel)
    {
        TraceFiles files = new();
        if (info.Sampled) files._sampling = new SamplingSink(files, budget, info);
        try
        {
            foreach (string path in paths) files._writers.Add(TraceFile.Create(outputs, option, path, info));
            if (endpoint is not null)
            {
                // Live backends hide spans of the past: virtual time 0 is now.
                files._live = new OtlpLiveWriter(
                    endpoint, info with { EpochUnixNs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000 }, cancel: cancel);
                files._writers.Add(files._live);
            }

            return files;
        }
        catch
        {
            foreach (TraceWriter writer in files._writers) writer.Abandon();
            throw;
        }
    }

    /// <summary>Gives the files the run's exact totals, and the count of what the budget left out.</summary>
    public void Complete(DesignResult result)
    {
        _sampling?.Finish();
        TraceTotals totals = TraceTotals.Of(result) with { LeftOut = _sampling?.LeftOut(result.Interrupts) ?? 0 };
        _interrupts = result.Interrupts;
        foreach (TraceWriter writer in _writers) writer.Complete(totals);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (TraceWriter writer in _writers) writer.Write(records);
    }

    /// <summary>Closes all; says which are incomplete, what the budget left out and what an endpoint did not take.</summary>
    public void Close(TextWriter error, Outputs outputs)
    {
        Dispose();
        foreach (TraceWriter writer in _writers)
        {
            if (writer.Output is not { } output || writer.WasKept) continue;
            if (writer.CutReason is { } reason)
            {
                string when = Readable.Time(writer.LastNs);
                outputs.Fail(
                    $"trace incomplete: {output.Label}: {reason} at {when} of virtual time; what there is of it: {writer.Remains}");
            }
            else
            {
                error.WriteLine($"{output.Label}: the run came to no result; what stood there was left as it is");
            }
        }

        if (_sampling is { } sampling && _writers.Count > 0)
        {
            error.WriteLine(
                $"trace: {Numbers.Text(sampling.Kept)} interrupts kept, {Numbers.Text(sampling.LeftOut(_interrupts))} left out " +
                $"({Numbers.Text(sampling.LeftOutBySampling(_interrupts))} as one of many, {Numbers.Text(sampling.LeftOutByCpuCap)} " +
                $"by the cap per CPU, {Numbers.Text(sampling.LeftOutByTimeCap)} by the cap per second); totals are exact");
        }

        if (_live is { LostSpans: > 0 }) error.WriteLine($"--otlp: {_live.LostSpans} of {_live.Spans} spans were not taken: {_live.Fault}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampling?.Finish();
        foreach (TraceWriter writer in _writers) writer.Dispose();
    }
}
