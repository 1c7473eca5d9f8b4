namespace Tickstorm.Processes.Cores;

/// <summary>What a timer is that a CPU has got by another one's going offline.</summary>
internal enum InheritedKind
{
    /// <summary>A timer of that CPU's wheel.</summary>
    Wheel,

    /// <summary>An hrtimer of that CPU's.</summary>
    Hrtimer,

    /// <summary>Its own sleep until it looks whether that CPU is dead: a timer of the wheel.</summary>
    Death,
}

/// <summary>Such a timer in a word: 0 for none.</summary>
internal static class Inherited
{
    private const int KindBits = 2;

    /// <summary>A timer that is due at a time, ns.</summary>
    public static long Of(long dueNs, InheritedKind kind) => dueNs << KindBits | (long)kind;

    /// <summary>When it is due, ns.</summary>
    public static long DueNs(long word) => word >> KindBits;

    /// <summary>What it is.</summary>
    public static InheritedKind KindOf(long word) => (InheritedKind)(word & (1 << KindBits) - 1);

    /// <summary>It is an hrtimer.</summary>
    public static bool IsHrtimer(long word) => KindOf(word) == InheritedKind.Hrtimer;

    /// <summary>The same timer, due at another time.</summary>
    public static long With(long word, long dueNs) => Of(dueNs, KindOf(word));
}
