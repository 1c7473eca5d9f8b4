namespace Tickstorm.Engine;

/// <summary>The first and the last time, ns, at which an execution read a published value.</summary>
/// <param name="FirstNs">The first.</param>
/// <param name="LastNs">The last; before the first when it read nothing.</param>
public readonly record struct ReadTimes(long FirstNs, long LastNs)
{
    /// <summary>It read nothing.</summary>
    public static ReadTimes None { get; } = new(long.MaxValue, long.MinValue);
}
