namespace Tickstorm.Engine;

/// <summary>A process tried to send a message that would arrive sooner than its link's lookahead.</summary>
public sealed class LookaheadViolationException : BrokenRunException
{
    /// <summary>A violation by a message that was sent at <paramref name="nowNs"/> over a link.</summary>
    public LookaheadViolationException(in Message message, long nowNs, long lookaheadNs, Link link)
        : base(Describe(in message, nowNs, lookaheadNs, link))
    {
        NowNs = nowNs;
        DeliverAtNs = message.Time;
        LookaheadNs = lookaheadNs;
    }

    /// <summary>A violation described by a message.</summary>
    public LookaheadViolationException(string message) : base(message) { }

    /// <summary>A violation described by a message, with its cause.</summary>
    public LookaheadViolationException(string message, Exception inner) : base(message, inner) { }

    /// <summary>A violation.</summary>
    public LookaheadViolationException() { }

    /// <summary>When it was sent, ns.</summary>
    public long NowNs { get; }

    /// <summary>When it was to arrive, ns.</summary>
    public long DeliverAtNs { get; }

    /// <summary>What all links promise, ns.</summary>
    public long LookaheadNs { get; }

    private static string Describe(in Message message, long nowNs, long lookaheadNs, Link link)
    {
        string name = link.Name is null ? "the link" : $"the link '{link.Name}'";
        string advice = link.Key is null ? "" : $" Raise the scenario key {link.Key}.";
        return $"Lookahead violation on {name} from process {message.Source} to process {message.Target}: "
            + $"sent at {nowNs} ns for {message.Time} ns, but no message is under way for less than {lookaheadNs} ns.{advice}";
    }
}
