using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Output;

/// <summary>Sentences: on a terminal folded at blanks, so that no figure is broken at its edge; elsewhere a line each.</summary>
internal static class Prose
{
    private const int Hanging = 4;

    /// <summary>Writes a line.</summary>
    public static void Write(ClientContext context, string line)
    {
        if (!context.OutputIsTerminal) context.Output.WriteLine(line);
        else foreach (string part in Fold(line, context.Width)) context.Output.WriteLine(part);
    }

    /// <summary>Writes a command line, which a shell takes as it is shown.</summary>
    public static void WriteCommand(ClientContext context, string line)
    {
        const string GoesOn = " \\";
        string[] parts = context.OutputIsTerminal ? [.. Fold(line, context.Width - GoesOn.Length)] : [line];
        for (int i = 0; i < parts.Length; i++) context.Output.WriteLine(i < parts.Length - 1 ? parts[i] + GoesOn : parts[i]);
    }

    /// <summary>A line in parts of at most some columns; a word that is longer stays whole. Parts after the first are indented.</summary>
    public static IEnumerable<string> Fold(string line, int width)
    {
        int indent = line.Length - line.TrimStart().Length;
        string hanging = new(' ', Math.Min(indent + Hanging, width / 2));
        string rest = line;
        while (rest.Length > width)
        {
            int first = rest.Length - rest.TrimStart().Length;
            int at = rest.LastIndexOf(' ', width, Math.Max(0, width - first));
            if (at <= first) at = rest.IndexOf(' ', first);
            if (at < 0) break;
            yield return rest[..at].TrimEnd();
            rest = hanging + rest[(at + 1)..].TrimStart();
        }

        yield return rest;
    }
}
