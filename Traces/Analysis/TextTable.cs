using System.Text;

namespace Tickstorm.Traces.Analysis;

/// <summary>Columns of plain text; the first is left-aligned, the others right-aligned.</summary>
internal sealed class TextTable(params string[] heads)
{
    private readonly List<string[]> _rows = [heads];

    /// <summary>Adds a row.</summary>
    public void Row(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines, indented by two.</summary>
    public IEnumerable<string> Lines()
    {
        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            StringBuilder line = new("  ");
            for (int column = 0; column < row.Length; column++)
            {
                if (column > 0) line.Append("  ");
                line.Append(column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
