using System.Globalization;
using System.Text;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// Text of others, as it may be shown on a terminal: names in scenarios and captures, what a server sends, arguments. The one place that
/// decides which characters may reach a terminal.
/// </summary>
public static class Printable
{
    /// <summary>
    /// The text with \uXXXX for what a terminal would obey in place of show: C0 with line feeds, DEL, C1, and what turns the direction of
    /// writing (Unicode Bidirectional Algorithm, 2.1 to 2.6).
    /// </summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(text, keepsLines: false);
    }

    /// <summary>The same for a text of several lines: the ends of lines stay.</summary>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(text, keepsLines: true);
    }

    private static string Escape(string text, bool keepsLines)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool ends = keepsLines && (c == '\n' || c == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
            if (ends || !Commands(c))
            {
                escaped?.Append(c);
                continue;
            }

            escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return escaped?.ToString() ?? text;
    }

    private static bool Commands(char c) => char.IsControl(c) || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e')
        or (>= '\u2066' and <= '\u2069');
}
