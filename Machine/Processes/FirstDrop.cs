using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>A CPU's first dropped tick, as a statistic that is kept when its execution is committed.</summary>
/// <param name="TimeNs">When it was decided, ns.</param>
/// <param name="Reason">Why.</param>
/// <param name="Remembered">PENDING remembers it.</param>
/// <param name="Line">The line, from 0.</param>
/// <param name="Holder">The CPU in the handler; -1 for none.</param>
internal readonly record struct FirstDrop(long TimeNs, DropReason Reason, bool Remembered, int Line, int Holder)
{
    /// <summary>Extra: bits 0-7 reason, 8 remembered, 9-31 line, 32-63 holder + 1.</summary>
    public Statistic Pack() => new(
        (int)StatisticKind.FirstDrop, 1, TimeNs, (long)Reason | (Remembered ? 1L << 8 : 0) | (long)Line << 9 | (long)(Holder + 1) << 32);

    /// <summary>The drop of a packed statistic.</summary>
    public static FirstDrop Unpack(in Statistic statistic)
    {
        long word = statistic.Extra;
        return new(statistic.Value, (DropReason)(byte)word, (word & 1 << 8) != 0, (int)((uint)word >> 9), (int)(word >> 32) - 1);
    }
}
