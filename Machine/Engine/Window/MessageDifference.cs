using System.Runtime.CompilerServices;

namespace Tickstorm.Engine.Window;

/// <summary>
/// What a sender's new list of messages changes in its earlier one. The common head and tail stay; only what is between them travels.
/// </summary>
internal readonly ref struct MessageDifference
{
    /// <summary>The difference between a list and the one that replaces it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageDifference(ReadOnlySpan<Message> was, ReadOnlySpan<Message> now)
    {
        int head = 0, tail = 0, common = Math.Min(was.Length, now.Length);
        while (head < common && was[head].Equals(now[head])) head++;
        while (tail < common - head && was[was.Length - 1 - tail].Equals(now[now.Length - 1 - tail])) tail++;
        Removed = was[head..(was.Length - tail)];
        Inserted = now[head..(now.Length - tail)];
    }

    /// <summary>To be taken out.</summary>
    public ReadOnlySpan<Message> Removed { get; }

    /// <summary>To be put in.</summary>
    public ReadOnlySpan<Message> Inserted { get; }
}
