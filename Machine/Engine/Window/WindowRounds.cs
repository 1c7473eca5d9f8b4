namespace Tickstorm.Engine.Window;

/// <summary>What a window needs after a round.</summary>
internal enum NextRound
{
    /// <summary>Nothing: it is settled and can be committed.</summary>
    None,

    /// <summary>Those whose inbox changed execute again.</summary>
    Dirty,

    /// <summary>The window was cut: all that took part execute again up to the new end.</summary>
    All,
}

/// <summary>
/// The one rule of rounds: a window is executed until no inbox inside it changes. When that takes too long it is cut where everything is
/// final already.
/// </summary>
/// <remarks>
/// It decides from counts alone, never from clocks: whoever has the same counts decides alike. What counts is the work, not the number of
/// rounds: a chain among a few processes takes many cheap ones, and each begins at least one lookahead after the one before.
/// </remarks>
/// <param name="endNs">The window's end, ns, exclusive.</param>
/// <param name="mostRounds">Rounds after which a window is cut all the same, where a round is dear whatever it executes.</param>
internal struct WindowRounds(long endNs, int mostRounds = int.MaxValue)
{
    /// <summary>The most rounds of a window that several silos settle: each is a call to all of them.</summary>
    public const int MostOfSilos = 8;

    /// <summary>A window is cut when it has executed more than this many times the events that it holds ...</summary>
    public const int MostRepeats = 5;

    /// <summary>... which count as this many when they are fewer: small windows are cheap to repeat.</summary>
    public const long FewEvents = 256;

    /// <summary>The window's end, ns, exclusive; earlier than at first once it is cut.</summary>
    public long EndNs { get; private set; } = endNs;

    /// <summary>Rounds executed.</summary>
    public int Count { get; private set; }

    /// <summary>True when the window was cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes a round's outcome, summed over all owners, and says what follows.</summary>
    /// <param name="dirty">Processes whose inbox inside the window changed.</param>
    /// <param name="executed">Events executed in this window so far.</param>
    /// <param name="held">Events of the latest execution of each process that takes part: what a commit would commit now.</param>
    /// <param name="earliestNs">The earliest message that came or went in this round; everything before it is final.</param>
    /// <exception cref="BrokenRunException">A cut window changed again: a model does not repeat itself.</exception>
    public NextRound After(long dirty, long executed, long held, long earliestNs)
    {
        Count++;
        if (dirty == 0) return NextRound.None;
        if (IsCut) throw new BrokenRunException($"A window cut at {EndNs} ns changed a message before its end.");
        if (Count < mostRounds && executed <= MostRepeats * Math.Max(FewEvents, held)) return NextRound.Dirty;
        IsCut = true;
        EndNs = earliestNs;
        return NextRound.All;
    }
}
