namespace Tickstorm.Traces.Runs;

/// <summary>What a table says of columns that a narrow terminal has no room for.</summary>
public static class LeftOut
{
    /// <summary>Names them.</summary>
    public static string Sentence(IEnumerable<string> headings) =>
        $"left out for want of width: {string.Join(", ", headings)} (all are in a pipe: | cat)";
}
