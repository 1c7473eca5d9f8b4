using Tickstorm.Client.Live;
using Tickstorm.Client.Output;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Traces.Sampling;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Commands;

/// <summary>Traces of one run that get the same sample of it.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="info">The run.</param>
/// <param name="budget">The sample.</param>
internal sealed class TraceGroup(string name, TraceRunInfo info, TraceBudget budget) : IDisposable, ITraceSink
{
    private readonly List<TraceWriter> _writers = [];
    private SamplingSink? _sampling;
    private TraceQueue? _queue;
    private long? _interrupts;

    /// <summary>Takes the run's records; null when there is nothing to write.</summary>
    /// <remarks>A sample is small and written at once; to write everything may take as long as the run.</remarks>
    public ITraceSink? Sink => _writers.Count == 0 ? null
        : info.Sampled ? _sampling ??= new SamplingSink(this, budget, info)
        : _queue ??= new TraceQueue(this);

    /// <summary>True when the run's worst tick is in the traces: a sample may have left it out.</summary>
    public bool Has(WorstTick tick) => _sampling?.IsWorst(tick.Cpu, tick.Interrupt) ?? true;

    /// <summary>Adds a trace.</summary>
    public void Add(TraceWriter writer) => _writers.Add(writer);

    /// <summary>Takes all back, as if nothing had been written.</summary>
    public void Abandon()
    {
        foreach (TraceWriter writer in _writers) writer.Abandon();
    }

    /// <summary>Gives the traces the run's exact totals, and the count of what the budget left out.</summary>
    public void Complete(DesignResult result, string? liveRun)
    {
        _sampling?.Finish();
        _queue?.Dispose();
        TraceTotals totals = TraceTotals.Of(result) with { LeftOut = _sampling?.LeftOut(result.Interrupts) ?? 0, LiveRun = liveRun };
        _interrupts = result.Interrupts;
        foreach (TraceWriter writer in _writers) writer.Complete(totals);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (TraceWriter writer in _writers) writer.Write(records);
    }

    /// <summary>Says which traces are incomplete, and what the budget left out.</summary>
    public void Report(TextWriter error, Outputs outputs)
    {
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
                $"{name}: {Numbers.Text(sampling.Kept)} interrupts kept, {Numbers.Text(sampling.LeftOut(_interrupts))} left out " +
                $"({Numbers.Text(sampling.LeftOutBySampling(_interrupts))} as one of many, {Numbers.Text(sampling.LeftOutByCpuCap)} " +
                $"by the cap per CPU, {Numbers.Text(sampling.LeftOutByTimeCap)} by the cap per second); totals are exact");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampling?.Finish();
        try
        {
            _queue?.Dispose();
        }
        finally
        {
            foreach (TraceWriter writer in _writers) writer.Dispose();
        }
    }
}
