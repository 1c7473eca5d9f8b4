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

    /// <summary>A task of that CPU's that sleeps by a timer of the wheel, as it was when that CPU went offline.</summary>
    TaskWheel,

    /// <summary>One that sleeps by an hrtimer, likewise.</summary>
    TaskHrtimer,

    /// <summary>The same task when it has run here and sleeps again, by the wheel.</summary>
    TaskAgainOnWheel,

    /// <summary>The same by an hrtimer; or a task that did not sleep when its CPU went offline.</summary>
    Task,

    /// <summary>A task that never sleeps: it is due once.</summary>
    Endless,
}

/// <summary>Such a timer in a word: 0 for none.</summary>
internal static class Inherited
{
    private const int KindBits = 3;
    private const long ForeverNs = long.MaxValue >> KindBits;

    /// <summary>A timer that is due at a time, ns.</summary>
    public static long Of(long dueNs, InheritedKind kind) => dueNs << KindBits | (long)kind;

    /// <summary>When it is due, ns.</summary>
    public static long DueNs(long word) => word >> KindBits;

    /// <summary>What it is.</summary>
    public static InheritedKind KindOf(long word) => (InheritedKind)(word & (1 << KindBits) - 1);

    /// <summary>It is an hrtimer.</summary>
    public static bool IsHrtimer(long word) =>
        KindOf(word) is InheritedKind.Hrtimer or InheritedKind.TaskHrtimer or InheritedKind.Task or InheritedKind.Endless;

    /// <summary>What is there and is never due.</summary>
    public static long Forever(InheritedKind kind) => Of(ForeverNs, kind);

    /// <summary>It is never due.</summary>
    public static bool IsForever(long word) => DueNs(word) == ForeverNs;

    /// <summary>The same timer, due at another time.</summary>
    public static long With(long word, long dueNs) => Of(dueNs, KindOf(word));
}
