namespace Tickstorm.Processes.Cores;

/// <summary>A timer of a CPU that went offline, in a word of the one that it moved to: 0 for none.</summary>
internal static class Inherited
{
    /// <summary>A timer of the wheel, or an hrtimer.</summary>
    public static long Of(long dueNs, bool isHrtimer) => dueNs << 1 | (isHrtimer ? 1L : 0L);

    /// <summary>When it is due, ns.</summary>
    public static long DueNs(long word) => word >> 1;

    /// <summary>It is an hrtimer.</summary>
    public static bool IsHrtimer(long word) => (word & 1) != 0;

    /// <summary>The same timer, due at another time.</summary>
    public static long With(long word, long dueNs) => Of(dueNs, IsHrtimer(word));
}
