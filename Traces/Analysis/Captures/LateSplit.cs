namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>A lateness in parts, ns each; they add up to it.</summary>
internal readonly record struct LateSplit
{
    private readonly long[]? _parts;

    /// <summary>How many parts there are.</summary>
    public const int Parts = (int)LatePart.Unknown + 1;

    private LateSplit(long[] parts) => _parts = parts;

    /// <summary>A part, ns.</summary>
    public long this[LatePart part] => _parts?[(int)part] ?? 0;

    /// <summary>The largest part.</summary>
    public LatePart Largest
    {
        get
        {
            LatePart largest = LatePart.Unknown;
            for (LatePart part = 0; part <= LatePart.Unknown; part++)
            {
                if (this[part] > this[largest]) largest = part;
            }

            return largest;
        }
    }

    /// <summary>The parts as measured by the tracer's clock, fitted to a lateness measured by the kernel's.</summary>
    public static LateSplit Fit(ReadOnlySpan<long> measured, long latenessNs)
    {
        long[] parts = measured.ToArray();
        long over = -latenessNs;
        foreach (long part in parts) over += part;
        if (over < 0) parts[(int)LatePart.Unknown] -= over;
        // The tracer's time stamps lie a little behind the kernel's: what is too much is taken from the end of the wait.
        LatePart[] order = [LatePart.Handler, LatePart.Unknown, LatePart.Interrupt, LatePart.IdleExit, LatePart.Softirq, LatePart.Lock,
            LatePart.IrqsOff, LatePart.Steal];
        foreach (LatePart part in order)
        {
            if (over <= 0) break;
            long taken = Math.Min(over, parts[(int)part]);
            parts[(int)part] -= taken;
            over -= taken;
        }

        return new LateSplit(parts);
    }
}
