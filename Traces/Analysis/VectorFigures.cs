using Tickstorm.Results;
using Tickstorm.Traces.Analysis.Captures;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis;

/// <summary>The figures of one vector on one CPU.</summary>
internal sealed class VectorFigures(int vector, string name)
{
    /// <summary>The vector.</summary>
    public int Vector => vector;

    /// <summary>Its handler's runs.</summary>
    public long Count { get; set; }

    /// <summary>True for a vector that drives the tick and is counted by no name: a guest's of Hyper-V.</summary>
    public bool IsTimer { get; private set; }

    /// <summary>How long its handler took.</summary>
    public LatencyHistogram Handler { get; } = new();

    /// <summary>The tick ran in its handler.</summary>
    public void DrivesTick() => IsTimer = name is not (VectorNames.LocalTimer or "timer_interrupt") && !IpiMatrix.IsIpi(name);

    /// <summary>The figures so far.</summary>
    public VectorAnalysis Result() => new(vector, name, Count, Handler.Percentiles());
}
