using Tickstorm.Client.Running;

namespace Tickstorm.Client.Output.Answers;

/// <summary>How a design fares on a machine.</summary>
internal enum AnswerKind
{
    /// <summary>Keeps every constraint, and none does at less cost.</summary>
    Best,

    /// <summary>Keeps every constraint.</summary>
    Keeps,

    /// <summary>Breaks a constraint.</summary>
    Breaks,

    /// <summary>Cannot run here.</summary>
    Unsupported,
}

/// <summary>The verdict on one design.</summary>
/// <param name="Outcome">What it did.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="Because">Its reason, in words.</param>
internal sealed record DesignVerdict(DesignOutcome Outcome, AnswerKind Kind, string Because)
{
    /// <summary>The design's name.</summary>
    public string Design => Outcome.Design;

    /// <summary>best, keeps, breaks or unsupported.</summary>
    public string Word => Kind switch
    {
        AnswerKind.Best => "best",
        AnswerKind.Keeps => "keeps",
        AnswerKind.Breaks => "breaks",
        _ => "unsupported",
    };
}
