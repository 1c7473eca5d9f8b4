using Tickstorm.Grains.Runs;
using Tickstorm.Results;
using Tickstorm.Traces.Metrics;

namespace Tickstorm.Silo;

/// <summary>The figures of the runs that ended in this silo, as metrics; and what exporters complain of.</summary>
internal sealed class RunTelemetry : IRunObserver, IDisposable
{
    private readonly RunMeter _runs = new();
    private readonly ExporterFaults _faults = new();

    /// <inheritdoc/>
    public void Ended(DesignResult result) => _runs.Record(result);

    /// <inheritdoc/>
    public void Dispose()
    {
        _runs.Dispose();
        _faults.Dispose();
    }
}
