using Spectre.Console;
using Spectre.Console.Rendering;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>
/// A table that can be read at any width: a figure is whole or its column is left out, by rank, and named below. Where the output is no
/// terminal all columns are there.
/// </summary>
internal sealed class FittedTable(IReadOnlyList<FittedColumn> columns, string? title = null)
{
    // What a column takes beside its cells: a blank on each side and one between columns; when it is narrow, two between columns.
    private const int Roomy = 3, Narrow = 2, Edges = 2;
    private const int NarrowestText = 10;
    private readonly List<FittedCell[]> _rows = [];

    /// <summary>Adds a row: a cell for each column.</summary>
    public void AddRow(IReadOnlyList<FittedCell> cells) => _rows.Add([.. cells]);

    /// <summary>True when a terminal shows all columns, with no cell folded.</summary>
    public bool Fits(ClientContext context)
    {
        if (!context.OutputIsTerminal) return true;
        return Widths(Consoles.Output(context)).Sum() + Narrow * columns.Count + Edges <= context.Width;
    }

    /// <summary>Writes the table, and which columns were left out.</summary>
    public void Write(ClientContext context)
    {
        if (title is not null) Prose.Write(context, title);
        if (!context.OutputIsTerminal)
        {
            Consoles.WritePlain(context, Draw([.. Enumerable.Range(0, columns.Count)], null, narrow: false));
            return;
        }

        IAnsiConsole console = Consoles.Output(context);
        int[] widths = Widths(console);
        if (widths.Sum() + Roomy * columns.Count + Edges <= context.Width)
        {
            console.Write(Draw([.. Enumerable.Range(0, columns.Count)], null, narrow: false));
            return;
        }

        int[] chosen = Choose(widths, context.Width);
        console.Write(Draw(chosen, widths, narrow: true));
        string[] left = [.. columns.Where((_, i) => !chosen.Contains(i)).Select(column => column.Heading)];
        if (left.Length > 0) Prose.Write(context, LeftOut.Sentence(left));
    }

    // Text is folded first, as far as its longest word; then columns go.
    private int[] Choose(int[] widths, int width)
    {
        int room = width - Edges;
        List<int> chosen = [];
        foreach (int i in Enumerable.Range(0, columns.Count).OrderBy(i => columns[i].Rank).ThenBy(i => columns[i].IsText).ThenBy(i => i))
        {
            if (columns[i].IsText)
            {
                int words = Longest(i, text => text.Split(' '));
                widths[i] = Math.Min(widths[i], Math.Max(words, NarrowestText));
            }

            if (columns[i].Rank > 0 && widths[i] + Narrow > room) continue;
            chosen.Add(i);
            room -= widths[i] + Narrow;
        }

        // A name of one long word is folded anywhere; room that is left goes back to the texts.
        foreach (int i in chosen.Where(i => columns[i].IsText).OrderByDescending(i => widths[i]))
        {
            int most = Longest(i, text => [text]);
            int next = Math.Clamp(widths[i] + room, NarrowestText, Math.Max(most, NarrowestText));
            room -= next - widths[i];
            widths[i] = next;
        }

        chosen.Sort();
        return [.. chosen];
    }

    private Table Draw(int[] chosen, int[]? widths, bool narrow)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (int i in chosen)
        {
            Justify side = columns[i].IsText || columns[i].IsLeft ? Justify.Left : Justify.Right;
            TableColumn column = new(Consoles.Escape(columns[i].Heading)) { Alignment = side };
            if (narrow) column.Padding = new Padding(0, 0, 1, 0);
            if (narrow && columns[i].IsText) column.Width = widths![i];
            else column.NoWrap = true;
            table.AddColumn(column);
        }

        foreach (FittedCell[] row in _rows) table.AddRow([.. chosen.Select(i => new Markup(row[i].Markup))]);
        return table;
    }

    private int[] Widths(IAnsiConsole console)
    {
        RenderOptions options = RenderOptions.Create(console, console.Profile.Capabilities);
        return [.. columns.Select((column, i) => _rows.Select(row => row[i].Markup).Append(Consoles.Escape(column.Heading))
            .Max(markup => ((IRenderable)new Markup(markup)).Measure(options, int.MaxValue).Max))];
    }

    private int Longest(int column, Func<string, string[]> parts) =>
        _rows.Select(row => row[column].Text).Append(columns[column].Heading).SelectMany(parts).Max(part => part.Length);
}
