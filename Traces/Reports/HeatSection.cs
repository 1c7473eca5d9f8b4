using System.Text;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>
/// The heat map: CPUs down, time across; the darker the more ticks, red where ticks were lost, blank where nothing happened.
/// </summary>
public static class HeatSection
{
    private const int Width = 960;
    private const int Left = 64;
    private const int Top = 8;

    /// <summary>The section as HTML.</summary>
    public static string Of(
        HeatMap heat, IReadOnlyList<CpuAnalysis> cpus, string id = "heat", string title = "Ticks by CPU and time")
    {
        ArgumentNullException.ThrowIfNull(heat);
        ArgumentNullException.ThrowIfNull(cpus);
        if (heat.UsedColumns == 0) return "";
        // Two columns are drawn as one: half as many rectangles, and still finer than a phone shows.
        int columns = (heat.UsedColumns + 1) / 2;
        double cell = (double)(Width - Left - 8) / columns;
        int row = Math.Clamp(480 / heat.Rows, 4, 24);
        int height = Top + row * heat.Rows + 42;
        long most = 1;
        for (int r = 0; r < heat.Rows; r++)
        {
            for (int c = 0; c < columns; c++) most = Math.Max(most, Sum(heat, r, c, lost: false));
        }

        StringBuilder svg = new();
        Silences(svg, heat, cpus, cell / (2 * heat.ColumnNs), row);
        for (int r = 0; r < heat.Rows; r++) Row(svg, heat, r, columns, cell, row, most);
        for (int r = 0; r < heat.Rows; r += Math.Max(1, heat.Rows / 8))
        {
            svg.Append(
                $"<text x=\"{Left - 6}\" y=\"{Top + r * row + Math.Min(row, 11)}\" text-anchor=\"end\">CPU {heat.FirstCpu(r)}</text>");
        }

        long spanNs = heat.ColumnNs * 2 * columns;
        for (int i = 0; i <= 4; i++)
        {
            string time = Readable.OnAxis(heat.OriginNs + spanNs * i / 4, spanNs / 4);
            svg.Append(
                $"<text x=\"{Html.Number(Left + (Width - Left - 8) * i / 4.0)}\" y=\"{height - 22}\" "
                + $"text-anchor=\"{(i == 4 ? "end" : "middle")}\">{Html.Text(time)}</text>");
        }

        svg.Append(Html.AxisTitle((Left + Width) / 2.0, height - 6, "time"));
        CpuAnalysis[] silent = [.. cpus.Where(cpu => cpu.SilentSinceNs is not null)];
        string alternative = $"{heat.Rows} rows of CPUs over {Readable.Time(spanNs)}; {silent.Length} CPUs fall silent.";
        string figure =
            $"<figure>{Html.Svg(Width, height, alternative, svg.ToString())}<figcaption>"
            + $"Ticks handled in {Readable.Time(2 * heat.ColumnNs)}: "
            + $"{Tones(most)}. {Key("lost")} ticks lost. Blank: no tick."
            + (cpus.Count > 0 ? $" {Key("silent")} silent for good: {silent.Length} silent CPUs." : "") + "</figcaption></figure>\n";
        return Html.Section(id, title, figure + Silent(silent));
    }

    // Which counts each tone stands for, by the rule of Colour.
    private static string Tones(long most)
    {
        List<string> tones = [];
        for (long tone = 0; tone < 4; tone++)
        {
            long from = Math.Max(1, (tone * (most + 1) + 3) / 4), to = ((tone + 1) * (most + 1) + 3) / 4 - 1;
            if (from <= to) tones.Add($"{Key($"h{tone + 1}")} {Readable.Count(from)}{(to > from ? $" to {Readable.Count(to)}" : "")}");
        }

        return string.Join(", ", tones);
    }

    private static string Key(string colour) => $"<i class=\"key\" style=\"background:var(--{colour})\"></i>";

    // A row is silent from when the last of its CPUs is.
    private static void Silences(StringBuilder svg, HeatMap heat, IReadOnlyList<CpuAnalysis> cpus, double perNs, int row)
    {
        for (int r = 0; r < heat.Rows; r++)
        {
            int first = heat.FirstCpu(r), count = Math.Min(heat.FirstCpu(r + 1), cpus.Count) - first;
            if (count <= 0 || cpus.Skip(first).Take(count).Any(cpu => cpu.SilentSinceNs is null)) continue;
            long since = cpus.Skip(first).Take(count).Max(cpu => cpu.SilentSinceNs!.Value);
            double x = Left + Math.Clamp((since - heat.OriginNs) * perNs, 0, Width - Left - 8);
            svg.Append(
                $"<rect class=\"silent\" x=\"{Html.Number(x)}\" y=\"{Top + r * row}\" width=\"{Html.Number(Width - 8 - x)}\" "
                + $"height=\"{row - 1}\"><title>")
                .Append($"CPU {first}{(count > 1 ? $" to {first + count - 1}" : "")}: silent for good since ")
                .Append($"{Html.Text(Readable.Moment(since))}</title></rect>");
        }
    }

    private static void Row(StringBuilder svg, HeatMap heat, int r, int columns, double cell, int row, long most)
    {
        // Neighbours of one colour are one rectangle.
        for (int c = 0; c < columns;)
        {
            string colour = Colour(heat, r, c, most);
            int end = c + 1;
            long handled = Sum(heat, r, c, lost: false), lost = Sum(heat, r, c, lost: true);
            while (end < columns && Colour(heat, r, end, most) == colour)
            {
                handled += Sum(heat, r, end, lost: false);
                lost += Sum(heat, r, end, lost: true);
                end++;
            }

            if (colour != "h0")
            {
                long from = heat.OriginNs + 2L * c * heat.ColumnNs, to = heat.OriginNs + 2L * end * heat.ColumnNs;
                svg.Append(
                    $"<rect class=\"{colour}\" x=\"{Html.Number(Left + c * cell)}\" y=\"{Top + r * row}\" "
                    + $"width=\"{Html.Number((end - c) * cell)}\" height=\"{row - 1}\"><title>")
                    .Append($"CPU {heat.FirstCpu(r)}")
                    .Append(heat.FirstCpu(r + 1) - heat.FirstCpu(r) > 1 ? $" to {heat.FirstCpu(r + 1) - 1}, " : ", ")
                    .Append($"{Readable.Time(from)} to {Readable.Time(to)}: {handled} handled, {lost} lost</title></rect>");
            }

            c = end;
        }
    }

    private static string Silent(CpuAnalysis[] silent)
    {
        if (silent.Length == 0) return "";
        IEnumerable<string[]> rows = silent.GroupBy(cpu => cpu.SilentSinceNs).OrderBy(group => group.Key).Take(16)
            .Select(group => new[] { Readable.Moment(group.Key!.Value), $"{group.Count()}", $"{group.First().Cpu}" });
        return Html.Table(["silent since", "CPUs", "first of them"], rows);
    }

    private static string Colour(HeatMap heat, int row, int column, long most)
    {
        if (Sum(heat, row, column, lost: true) > 0) return "x";
        long handled = Sum(heat, row, column, lost: false);
        return handled == 0 ? "h0" : $"h{1 + (int)Math.Min(3, handled * 4 / (most + 1))}";
    }

    private static long Sum(HeatMap heat, int row, int column, bool lost)
    {
        long sum = 0;
        for (int c = 2 * column; c < Math.Min(2 * column + 2, HeatMap.Columns); c++) sum += lost ? heat.Lost(row, c) : heat.Handled(row, c);
        return sum;
    }
}
