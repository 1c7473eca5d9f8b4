using System.Runtime.CompilerServices;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>A lateness in parts, ns each; they add up to it.</summary>
internal readonly struct LateSplit
{
    // What is too much is taken from the end of the wait.
    private static readonly LatePart[] s_fromTheEnd = [LatePart.Handler, LatePart.Unknown, LatePart.Interrupt, LatePart.IdleExit,
        LatePart.Softirq, LatePart.Lock, LatePart.IrqsOff, LatePart.Steal];
    private readonly All _parts;

    /// <summary>How many parts there are.</summary>
    public const int Parts = (int)LatePart.Unknown + 1;

    private LateSplit(All parts) => _parts = parts;

    /// <summary>A part, ns.</summary>
    public long this[LatePart part] => _parts[(int)part];

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
        All parts = default;
        measured[..Parts].CopyTo(parts);
        long over = -latenessNs;
        foreach (long part in parts) over += part;
        if (over < 0) parts[(int)LatePart.Unknown] -= over;
        // The tracer's time stamps lie a little behind the kernel's.
        foreach (LatePart part in s_fromTheEnd)
        {
            if (over <= 0) break;
            long taken = Math.Min(over, parts[(int)part]);
            parts[(int)part] -= taken;
            over -= taken;
        }

        return new LateSplit(parts);
    }

    [InlineArray(Parts)]
    private struct All
    {
        private long _first;
    }
}
