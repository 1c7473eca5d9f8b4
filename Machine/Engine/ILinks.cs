namespace Tickstorm.Engine;

/// <summary>What the links between a model's processes promise, and what they are called.</summary>
public interface ILinks
{
    /// <summary>The smallest lookahead of any link, at least 1 ns.</summary>
    long MinLookaheadNs { get; }

    /// <summary>The link that a message takes. Asked only to say what is wrong with one.</summary>
    Link LinkOf(in Message message) => default;

    /// <summary>The processes among which a record to several has all its receivers: from the first to the end, exclusive.</summary>
    (int First, int End) ReachOf(in Message record) => throw new NotSupportedException("No process sends a record to several.");

    /// <summary>
    /// Appends the messages that a record to several stands for, as far as their targets are from <paramref name="first"/> to
    /// <paramref name="end"/>, exclusive. A function of the record alone: it is expanded again to take it back.
    /// </summary>
    void Expand(in Message record, int first, int end, List<Message> messages) =>
        throw new NotSupportedException("No process sends a record to several.");
}

/// <summary>A way that messages take from one kind of process to another.</summary>
/// <param name="Name">What a text calls it, such as "line to core"; null when it has no name.</param>
/// <param name="Key">The scenario key that decides how long a message is under way; null when none does.</param>
public readonly record struct Link(string? Name, string? Key);
