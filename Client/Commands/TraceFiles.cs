using Tickstorm.Client.Live;
using Tickstorm.Client.Output;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Commands;

/// <summary>The open trace files of a run. Disposing it makes them readable, however far the run got.</summary>
internal sealed class TraceFiles : IDisposable
{
    private readonly TraceGroup _files;
    private TraceGroup? _posted;
    private OtlpLiveWriter? _live;
    private string? _liveRun;

    private TraceFiles(TraceRunInfo info, TraceBudget budget)
    {
        RunId = info.RunId;
        _files = new TraceGroup("trace", info, budget);
    }

    /// <summary>The run by which its spans are found: the posted one, or that of the files.</summary>
    public string RunId { get; private set; }

    /// <summary>True when the run's worst tick can be found under <see cref="RunId"/>.</summary>
    public bool Has(WorstTick tick) => (_posted ?? _files).Has(tick);

    /// <summary>Takes the run's records; null when nothing is traced, so that the run need not make any.</summary>
    public ITraceSink? Sink => TraceTee.Of(_files.Sink, _posted?.Sink);

    /// <summary>Spans that the endpoint did not take.</summary>
    public long LostSpans => _live?.LostSpans ?? 0;

    /// <summary>Opens the files, each in the format that its name says.</summary>
    public static TraceFiles Open(OutputSet outputs, string option, IReadOnlyList<string> paths, TraceRunInfo info, TraceBudget budget)
    {
        TraceFiles files = new(info, budget);
        try
        {
            foreach (string path in paths) files._files.Add(TraceFile.Create(outputs, option, path, info));
            return files;
        }
        catch
        {
            files._files.Abandon();
            throw;
        }
    }

    /// <summary>Opens the way to an endpoint as well. What is posted is a run of its own, with a sample of its own.</summary>
    public void Post(OtlpEndpoint endpoint, TraceRunInfo info, TraceBudget budget, long? epoch, CancellationToken cancel)
    {
        TraceRunInfo live = info.Live(DateTimeOffset.UtcNow, epoch) with { Resource = endpoint.Resource };
        RunId = _liveRun = live.RunId;
        _live = new OtlpLiveWriter(endpoint, live, cancel: cancel);
        _posted = new TraceGroup("--otlp", live, budget);
        _posted.Add(_live);
    }

    /// <summary>Gives the files the run's exact totals, and the count of what the budget left out.</summary>
    public void Complete(DesignResult result)
    {
        _files.Complete(result, _liveRun);
        _posted?.Complete(result, _liveRun);
    }

    /// <summary>Closes all; says which are incomplete, what the budget left out and what an endpoint did not take.</summary>
    public void Close(TextWriter error, Outputs outputs)
    {
        Dispose();
        _files.Report(error, outputs);
        _posted?.Report(error, outputs);
        if (_live is null) return;
        error.WriteLine($"--otlp: {Numbers.Text(_live.Spans)} spans of {_liveRun}");
        if (_live.Warning is { } warning) error.WriteLine($"--otlp: the receiver says: {warning}");
        if (_live.LostSpans > 0)
            error.WriteLine($"--otlp: {_live.LostSpans} of {_live.Spans} spans were not taken: {_live.Fault}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _posted?.Dispose();
    }
}
