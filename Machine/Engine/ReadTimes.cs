using System.Runtime.CompilerServices;

namespace Tickstorm.Engine;

/// <summary>The first and the last time, ns, at which an execution read a published value.</summary>
/// <param name="FirstNs">The first.</param>
/// <param name="LastNs">The last; before the first when it read nothing.</param>
public readonly record struct ReadTimes(long FirstNs, long LastNs)
{
    /// <summary>It read nothing.</summary>
    public static ReadTimes None { get; } = new(long.MaxValue, long.MinValue);

    /// <summary>True when it read something.</summary>
    public bool HasRead => FirstNs <= LastNs;

    /// <summary>With one more reading.</summary>
    public ReadTimes With(long nowNs) => new(Math.Min(FirstNs, nowNs), Math.Max(LastNs, nowNs));
}

/// <summary>When an execution read each of the published values.</summary>
[InlineArray(Publications.Most)]
public struct ReadsOfAll
{
    private ReadTimes _first;

    /// <summary>It read nothing.</summary>
    public static ReadsOfAll None
    {
        get
        {
            ReadsOfAll none = default;
            ((Span<ReadTimes>)none).Fill(ReadTimes.None);
            return none;
        }
    }

    /// <summary>As an array with an element for each value; null when it read nothing.</summary>
    public readonly ReadTimes[]? ToArray()
    {
        foreach (ReadTimes times in this)
            if (times.HasRead) return ((ReadOnlySpan<ReadTimes>)this).ToArray();
        return null;
    }

    /// <summary>From an array, as <see cref="ToArray"/> makes it.</summary>
    public static ReadsOfAll From(ReadTimes[]? reads)
    {
        ReadsOfAll all = None;
        reads?.CopyTo((Span<ReadTimes>)all);
        return all;
    }
}
