namespace Tickstorm.Engine;

/// <summary>What an execution asked of a published value at a time, and what it was told.</summary>
/// <param name="Value">The value's number.</param>
/// <param name="AtNs">When it was read, ns.</param>
/// <param name="What">What was asked.</param>
/// <param name="Seen">
/// The write that was seen; of <see cref="ReadOf.Is"/> and <see cref="ReadOf.IsNot"/> the first word that was asked for, and since when.
/// </param>
public readonly record struct NotedRead(int Value, long AtNs, ReadOf What, PublishedWrite Seen)
{
    /// <summary>True when another write would have been another answer.</summary>
    public bool Differs(in PublishedWrite now) => What switch
    {
        ReadOf.Write => now != Seen,
        _ => IsIt(in now) != (What == ReadOf.Is),
    };

    private bool IsIt(in PublishedWrite now) => now.A == Seen.A && now.TimeNs >= Seen.TimeNs;
}

/// <summary>What is asked of a published value.</summary>
public enum ReadOf
{
    /// <summary>All of the write: its time too.</summary>
    Write,

    /// <summary>Whether its first word is a given one, written at or after a time; it was.</summary>
    Is,

    /// <summary>The same; it was not.</summary>
    IsNot,
}
