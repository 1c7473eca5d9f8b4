using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Analysis;

/// <summary>Columns of plain text; the first is left-aligned, the others right-aligned.</summary>
internal sealed class TextTable(params string[] heads)
{
    private const string Between = "  ";
    private readonly List<string[]> _rows = [heads];

    /// <summary>What a narrow terminal can do without, the first to go first.</summary>
    public string[] Leaves { get; init; } = [];

    /// <summary>Adds a row.</summary>
    public void Row(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines, indented by two; and what was left out of them, so that none is wider than a terminal.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public IEnumerable<string> Lines(int width)
    {
        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(column => _rows.Max(row => row[column].Length))];
        List<int> shown = [.. Enumerable.Range(0, heads.Length)];
        List<string> left = [];
        while (left.Count < Leaves.Length && shown.Sum(column => (long)widths[column] + Between.Length) > width)
        {
            shown.Remove(Array.IndexOf(heads, Leaves[left.Count]));
            left.Add(Leaves[left.Count]);
        }

        foreach (string[] row in _rows) yield return Line(row, shown, widths);
        if (left.Count > 0) yield return Between + LeftOut.Sentence(left);
    }

    private static string Line(string[] row, List<int> shown, int[] widths)
    {
        StringBuilder line = new();
        foreach (int column in shown)
            line.Append(Between).Append(column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
        return line.ToString().TrimEnd();
    }
}
