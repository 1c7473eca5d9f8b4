using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>The figures of one vector on one CPU.</summary>
internal sealed class VectorFigures(int vector, string name)
{
    /// <summary>The vector.</summary>
    public int Vector => vector;

    /// <summary>Its handler's runs.</summary>
    public long Count { get; set; }

    /// <summary>How long its handler took.</summary>
    public LatencyHistogram Handler { get; } = new();

    /// <summary>The figures so far.</summary>
    public VectorAnalysis Result() => new(vector, name, Count, Handler.Percentiles());
}
