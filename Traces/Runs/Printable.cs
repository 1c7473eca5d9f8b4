namespace Tickstorm.Traces.Runs;

/// <summary>What others sent, as it may be shown on a terminal.</summary>
internal static class Printable
{
    /// <summary>The text with a question mark for each control character.</summary>
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
