using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>The figures of one CPU that real and simulated traces have in common.</summary>
internal sealed class CpuFigures(int cpu)
{
    // Made when something falls in: of a million CPUs most have none of one or the other.
    private List<VectorFigures>? _vectors;
    private SortedDictionary<int, IrqFigures>? _irqs;

    /// <summary>True when any handler was seen.</summary>
    public bool Any => _vectors is not null || _irqs is not null;

    /// <summary>The CPU's number.</summary>
    public int Cpu => cpu;

    /// <summary>Timer interrupts handled.</summary>
    public long TimerInterrupts { get; set; }

    /// <summary>Interrupts of lines, and of vectors that are not the local timer's, which drive the tick.</summary>
    public long TimerLines => (_irqs?.Values.Where(irq => irq.IsTimer).Sum(irq => irq.Count) ?? 0)
        + (_vectors?.Where(vector => vector.IsTimer).Sum(vector => vector.Count) ?? 0);

    /// <summary>Expiry to handler start.</summary>
    public LatencyHistogram? Latency { get; set; }

    /// <summary>A vector's handler began.</summary>
    public void Vector(int vector, string name)
    {
        if (Find(vector) is not { } known) (_vectors ??= new List<VectorFigures>(1)).Add(known = new VectorFigures(vector, name));
        known.Count++;
    }

    /// <summary>
    /// An action of a line began; false when it is a further one of the same interrupt: <paramref name="sharesWith"/> is true where an
    /// action
    /// of this line ended just before.
    /// </summary>
    public bool Irq(int irq, string? name, bool sharesWith)
    {
        if (!(_irqs ??= []).TryGetValue(irq, out IrqFigures? known)) _irqs[irq] = known = new IrqFigures();
        return known.Begin(name, sharesWith);
    }

    /// <summary>The tick ran in the handler of this line or vector: it is the timer's, whatever its name.</summary>
    public void IsTimer(int number, bool isVector)
    {
        if (isVector) Find(number)?.DrivesTick();
        else if (_irqs is not null && _irqs.TryGetValue(number, out IrqFigures? irq)) irq.IsTimer = true;
    }

    /// <summary>A vector's handler took this long.</summary>
    public void VectorTook(int vector, long ns) => Find(vector)?.Handler.Add(ns);

    /// <summary>A line's handler took this long.</summary>
    public void IrqTook(int irq, long ns)
    {
        if (_irqs is not null && _irqs.TryGetValue(irq, out IrqFigures? known)) known.Handler.Add(ns);
    }

    /// <summary>The figures so far.</summary>
    public CpuAnalysis Result(LatencyHistogram? gaps, long ticks) => new(cpu)
    {
        TimerInterrupts = TimerInterrupts,
        Ticks = ticks,
        Vectors = _vectors is null ? [] : [.. _vectors.OrderBy(vector => vector.Vector).Select(vector => vector.Result())],
        Irqs = _irqs is null ? [] : [.. _irqs.Select(pair => pair.Value.Result(pair.Key))],
        TickGapNs = gaps?.Percentiles() ?? Percentiles.None,
        LatencyNs = Latency?.Percentiles() ?? Percentiles.None,
    };

    // A CPU has a few: looked for one by one they are found sooner than in a tree, and take a third of its memory.
    private VectorFigures? Find(int vector)
    {
        if (_vectors is null) return null;
        foreach (VectorFigures known in _vectors)
        {
            if (known.Vector == vector) return known;
        }

        return null;
    }
}
