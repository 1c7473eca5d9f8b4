using System.Text;
using Tickstorm.Results;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>Distributions of latency, one row per design, over one logarithmic axis.</summary>
public static class LatencySection
{
    private const int Width = 960;
    private const int Left = 150;
    private const int RowHeight = 44;

    /// <summary>Bars per octave.</summary>
    private const int PerOctave = 4;

    /// <summary>The section as HTML; empty when there is no sample.</summary>
    public static string Of(
        IReadOnlyList<(string Name, IReadOnlyList<(long UpToNs, long Count)> Buckets, Percentiles Figures)> rows, string? note = null,
        string id = "latency", string title = "From expiry to handler start")
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string Name, IReadOnlyList<(long UpToNs, long Count)> Buckets, Percentiles Figures)[] filled =
            [.. rows.Where(row => row.Buckets.Count > 0)];
        if (filled.Length == 0) return "";
        // From one power of ten to another, so that the axis always has two marks.
        int low = Bin(Decade(filled.Min(row => row.Buckets[0].UpToNs))),
            high = Bin(10 * Decade(filled.Max(row => row.Buckets[^1].UpToNs))) + 1;
        double width = (double)(Width - Left - 8) / (high - low + 1);
        StringBuilder svg = new();
        for (int i = 0; i < filled.Length; i++) Row(svg, filled[i].Name, filled[i].Buckets, i, low, width);
        int bottom = filled.Length * RowHeight;
        for (long tick = 1; Bin(tick) <= high; tick *= 10)
        {
            if (Bin(tick) < low) continue;
            double x = Left + (Math.Log2(tick) * PerOctave - low) * width;
            if (x < Left) continue;
            svg.Append(
                $"<line class=\"axis\" x1=\"{Html.Number(x)}\" x2=\"{Html.Number(x)}\" y1=\"0\" y2=\"{bottom}\"/><text " +
                $"x=\"{Html.Number(x)}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{Readable.Time(tick)}</text>");
        }

        svg.Append(Html.AxisTitle((Left + Width) / 2.0, bottom + 34, $"{char.ToLowerInvariant(title[0])}{title[1..]}, logarithmic"));
        string chart = Html.Svg(
            Width, bottom + 40, $"Distribution of the time {char.ToLowerInvariant(title[0])}{title[1..]}, logarithmic axis",
            svg.ToString());
        IEnumerable<string[]> table = rows.Select(row => new[]
        {
            row.Name, Readable.Time(row.Figures.P50), Readable.Time(row.Figures.P90), Readable.Time(row.Figures.P99),
                Readable.Time(row.Figures.P999), Readable.Time(row.Figures.Max),
        });
        return Html.Section(
            id, title,
            $"<figure>{chart}<figcaption>Height: share of the row's ticks, each row by its own highest " +
            $"bar.{(note is null ? "" : " " + Html.Text(note))}</figcaption></figure>\n"
            + Html.Table(["", "p50", "p90", "p99", "p99.9", "max"], table));
    }

    private static void Row(
        StringBuilder svg, string name, IReadOnlyList<(long UpToNs, long Count)> buckets, int row, int low, double width)
    {
        SortedDictionary<int, long> bins = [];
        foreach ((long upTo, long count) in buckets) bins[Bin(upTo)] = bins.GetValueOrDefault(Bin(upTo)) + count;
        long most = bins.Values.Max();
        double floor = (row + 1) * RowHeight - 4;
        svg.Append(
            $"<text x=\"{Left - 8}\" y=\"{Html.Number(floor - 4)}\" text-anchor=\"end\">{Html.Text(name)}</text><line class=\"axis\" " +
            $"x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{floor}\" y2=\"{floor}\"/>");
        foreach ((int bin, long count) in bins)
        {
            double high = Math.Max(1, count * (RowHeight - 10.0) / most);
            svg.Append(
                $"<rect class=\"bar\" x=\"{Html.Number(Left + (bin - low) * width)}\" y=\"{Html.Number(floor - high)}\" " +
                $"width=\"{Html.Number(Math.Max(1, width - 1))}\" height=\"{Html.Number(high)}\">")
                .Append($"<title>{Html.Text(name)}: {Readable.Count(count)} up to " +
                    $"{Readable.Time((long)Math.Pow(2, (bin + 1.0) / PerOctave))}</title></rect>");
        }
    }

    private static long Decade(long ns)
    {
        long decade = 1;
        while (decade <= ns / 10) decade *= 10;
        return decade;
    }

    private static int Bin(long ns) => (int)(Math.Log2(Math.Max(1, ns)) * PerOctave);
}
