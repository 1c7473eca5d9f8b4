using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>C1 to C9 as nine marks.</summary>
internal static class ConstraintMarks
{
    /// <summary>The constraints, in order.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"];

    /// <summary>A design's verdict on a constraint over all seeds: broken once is broken; null when never exercised.</summary>
    public static bool? Verdict(IReadOnlyList<DesignResult> runs, string id)
    {
        bool?[] verdicts = [.. runs.Select(r => r.Constraints.FirstOrDefault(c => c.Id == id)?.Kept)];
        return verdicts.Contains(false) ? false : verdicts.Contains(true) ? true : null;
    }

    /// <summary>The mark of a verdict.</summary>
    public static char Mark(bool? kept) => kept switch { true => '+', false => '!', null => '.' };

    /// <summary>The nine marks of a design.</summary>
    public static string Of(IReadOnlyList<DesignResult> runs) => string.Concat(Ids.Select(id => Mark(Verdict(runs, id))));

    /// <summary>The colour of a mark.</summary>
    public static string Colour(char mark) => mark switch { '+' => "green", '!' => "red", _ => "grey" };
}
