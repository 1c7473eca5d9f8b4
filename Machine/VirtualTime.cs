namespace Tickstorm;

/// <summary>A point on the simulated clock, in nanoseconds since the tick devices were armed.</summary>
/// <remarks>Range 0 to 2^63-1 ns (292 years). <see cref="Never"/> is later than every event.</remarks>
public readonly record struct VirtualTime(long Nanoseconds) : IComparable<VirtualTime>
{
    /// <summary>Time 0: the tick devices are armed.</summary>
    public static VirtualTime Zero => default;

    /// <summary>Later than every event: nothing is armed.</summary>
    public static VirtualTime Never => new(long.MaxValue);

    /// <summary>The later time by <paramref name="nanoseconds"/>; overflow is an error.</summary>
    public static VirtualTime operator +(VirtualTime time, long nanoseconds) => new(checked(time.Nanoseconds + nanoseconds));

    /// <summary>The span between two times, in nanoseconds.</summary>
    public static long operator -(VirtualTime later, VirtualTime earlier) => later.Nanoseconds - earlier.Nanoseconds;

    /// <summary>Earlier than.</summary>
    public static bool operator <(VirtualTime left, VirtualTime right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Later than.</summary>
    public static bool operator >(VirtualTime left, VirtualTime right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Not later than.</summary>
    public static bool operator <=(VirtualTime left, VirtualTime right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(VirtualTime left, VirtualTime right) => left.Nanoseconds >= right.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(VirtualTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc/>
    public override string ToString() => $"{Nanoseconds} ns";
}
