using Tickstorm.Results;
using Tickstorm.Traces.Analysis.Captures;

namespace Tickstorm.Traces.Analysis;

/// <summary>How long softirqs took, by vector.</summary>
internal sealed class SoftirqBook
{
    private readonly SortedDictionary<int, LatencyHistogram> _took = [];

    /// <summary>One took this long.</summary>
    public void Add(int vector, long ns)
    {
        if (!_took.TryGetValue(vector, out LatencyHistogram? took)) _took[vector] = took = new LatencyHistogram();
        took.Add(ns);
    }

    /// <summary>The time of each vector, in the order of their numbers.</summary>
    public IReadOnlyList<SoftirqTime> Result() =>
        [.. _took.Select(one => new SoftirqTime(one.Key, SoftirqNames.Of(one.Key), one.Value.Count, one.Value.Total, one.Value.Max))];
}
