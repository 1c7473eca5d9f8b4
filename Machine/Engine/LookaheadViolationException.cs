namespace Tickstorm.Engine;

/// <summary>A process tried to send a message that would arrive sooner than its link's lookahead.</summary>
public sealed class LookaheadViolationException : Exception
{
    /// <summary>A violation on the link between two processes.</summary>
    public LookaheadViolationException(int source, int target, long nowNs, long deliverAtNs, long lookaheadNs, string key = "costs.entry")
        : base($"Lookahead violation on the link from process {source} to process {target}: sent at {nowNs} ns for {deliverAtNs} ns, but the link's lookahead is {lookaheadNs} ns. Raise the scenario key {key}, or lower the lookahead that it promises.")
    {
        NowNs = nowNs;
        DeliverAtNs = deliverAtNs;
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

    /// <summary>What the link promises, ns.</summary>
    public long LookaheadNs { get; }
}
