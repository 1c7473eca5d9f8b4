using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Commands;

/// <summary>The open traces of a run. TEMPORARY until the trace writers are merged.</summary>
internal sealed class TraceFiles : IDisposable
{
    private TraceFiles()
    {
    }

    /// <summary>Takes the run's records; null when nothing is traced.</summary>
    public ITraceSink? Sink { get; private init; }

    /// <summary>Opens the files.</summary>
    public static TraceFiles Open(IReadOnlyList<string> paths, bool posts, Scenario scenario)
    {
        if (paths.Count > 0 || posts) throw new BadInputException($"Traces of {scenario.Name} cannot be written by this version yet.");
        return new TraceFiles();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
