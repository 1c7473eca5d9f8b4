using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>The figures of one CPU that real and simulated traces have in common.</summary>
internal sealed class CpuFigures(int cpu)
{
    // Made when something falls in: of a million CPUs most have none of one or the other.
    private SortedDictionary<int, (string Name, LatencyHistogram Handler, long Count)>? _vectors;
    private SortedDictionary<int, (string? Name, LatencyHistogram Handler, long Count)>? _irqs;

    /// <summary>The CPU's number.</summary>
    public int Cpu => cpu;

    /// <summary>Timer interrupts handled.</summary>
    public long TimerInterrupts { get; set; }

    /// <summary>Expiry to handler start.</summary>
    public LatencyHistogram? Latency { get; set; }

    /// <summary>A vector's handler began.</summary>
    public void Vector(int vector, string name)
    {
        (string Name, LatencyHistogram Handler, long Count) known = (_vectors ??= []).TryGetValue(
            vector, out (string Name, LatencyHistogram Handler, long Count) found) ? found : (name, new LatencyHistogram(), 0);
        _vectors[vector] = (known.Name, known.Handler, known.Count + 1);
    }

    /// <summary>A line's handler began.</summary>
    public void Irq(int irq, string? name)
    {
        (string? Name, LatencyHistogram Handler, long Count) known = (_irqs ??= []).TryGetValue(
            irq, out (string? Name, LatencyHistogram Handler, long Count) found) ? found : (name, new LatencyHistogram(), 0);
        _irqs[irq] = (known.Name ?? name, known.Handler, known.Count + 1);
    }

    /// <summary>A vector's handler took this long.</summary>
    public void VectorTook(int vector, long ns)
    {
        if (_vectors is not null && _vectors.TryGetValue(vector, out (string Name, LatencyHistogram Handler, long Count) known))
            known.Handler.Add(ns);
    }

    /// <summary>A line's handler took this long.</summary>
    public void IrqTook(int irq, long ns)
    {
        if (_irqs is not null && _irqs.TryGetValue(irq, out (string? Name, LatencyHistogram Handler, long Count) known))
            known.Handler.Add(ns);
    }

    /// <summary>The figures so far.</summary>
    public CpuAnalysis Result(LatencyHistogram? gaps, long ticks) => new(cpu)
    {
        TimerInterrupts = TimerInterrupts,
        Ticks = ticks,
        Vectors = _vectors is null ? [] :
            [.. _vectors.Select(pair => new VectorAnalysis(pair.Key, pair.Value.Name, pair.Value.Count, pair.Value.Handler.Percentiles()))],
        Irqs = _irqs is null ? [] :
            [.. _irqs.Select(pair => new IrqAnalysis(pair.Key, pair.Value.Name, pair.Value.Count, pair.Value.Handler.Percentiles()))],
        TickGapNs = gaps?.Percentiles() ?? Percentiles.None,
        LatencyNs = Latency?.Percentiles() ?? Percentiles.None,
    };
}
