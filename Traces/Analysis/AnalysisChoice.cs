namespace Tickstorm.Traces.Analysis;

/// <summary>What of a capture an analysis looks at.</summary>
public sealed record AnalysisChoice
{
    /// <summary>Everything.</summary>
    public static AnalysisChoice All { get; } = new();

    /// <summary>Ticks per second, where the capture does not show them or shows them wrongly.</summary>
    public int? Hz { get; init; }

    /// <summary>These CPUs alone; null for all.</summary>
    public IReadOnlySet<int>? Cpus { get; init; }

    /// <summary>Events from this time on, ns of the capture's clock.</summary>
    public long FromNs { get; init; } = long.MinValue;

    /// <summary>Events up to this time, ns of the capture's clock.</summary>
    public long ToNs { get; init; } = long.MaxValue;

    /// <summary>How many of the latest ticks are listed.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Ticks later than this count as late, ns; null for no such count.</summary>
    public long? LateNs { get; init; }

    /// <summary>True to refuse a capture with lines that are no events or lack what such an event has.</summary>
    public bool Strict { get; init; }

    /// <summary>True when an event is among what is looked at.</summary>
    public bool Takes(int cpu, long timeNs) => timeNs >= FromNs && timeNs <= ToNs && (Cpus is null || Cpus.Contains(cpu));
}
