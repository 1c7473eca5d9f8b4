using System.Text;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>The queue at the worst line over time, and a table of all lines and locks.</summary>
public static class QueueSection
{
    private const int Width = 960;
    private const int Height = 220;
    private const int Left = 48;
    private const int Bottom = 40;

    /// <summary>The section as HTML; empty when nobody waited.</summary>
    public static string Of(IReadOnlyList<Serialisation> points, string id = "queue")
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0) return "";
        Serialisation worst = points[0];
        IEnumerable<string[]> rows = points.Take(32).Select(point => new[]
        {
            $"{point.Kind} {point.Id}", Readable.Count(point.Waits), Readable.Time(point.TotalNs), Readable.Time(point.MaxNs),
                $"{point.LongestQueue}",
            point.ByHolder.Count == 0
                ? "-"
                : string.Join(", ", point.ByHolder.Take(3).Select(holder => $"CPU {holder.Cpu} ({Readable.Time(holder.TotalNs)})")),
        });
        string table = Html.Table(["where", "waits", "total", "longest", "longest queue", "mostly behind"], rows);
        return Html.Section(id, "Where interrupts queue", Chart(worst) + table);
    }

    private static string Chart(Serialisation worst)
    {
        IReadOnlyList<(long FromNs, int Queue)> series = worst.QueueOverTime;
        if (series.Count == 0) return "";
        int most = Math.Max(1, worst.LongestQueue);
        long first = series[0].FromNs, step = series.Count > 1 ? series[1].FromNs - first : 1;
        double width = (double)(Width - Left - 8) / series.Count, scale = (Height - Bottom - 8.0) / most;
        StringBuilder svg = new(
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\"/>");
        for (int i = 0; i < series.Count; i++)
        {
            if (series[i].Queue == 0) continue;
            double high = series[i].Queue * scale;
            svg.Append(
                $"<rect class=\"bar\" x=\"{Html.Number(Left + i * width)}\" y=\"{Html.Number(Height - Bottom - high)}\" " +
                $"width=\"{Html.Number(Math.Max(width, 0.75))}\" height=\"{Html.Number(high)}\">")
                .Append($"<title>from {Html.Text(Readable.Moment(series[i].FromNs))}: {series[i].Queue} waiting</title></rect>");
        }

        svg.Append(
            $"<text x=\"{Left - 6}\" y=\"18\" text-anchor=\"end\">{most}</text><text x=\"{Left - 6}\" y=\"{Height - Bottom}\" " +
            $"text-anchor=\"end\">0</text>");
        for (int i = 0; i <= 4; i++)
        {
            string time = Readable.OnAxis(first + step * series.Count * i / 4, step * series.Count / 4);
            svg.Append(
                $"<text x=\"{Html.Number(Left + (Width - Left - 8) * i / 4.0)}\" y=\"{Height - 22}\" " +
                $"text-anchor=\"{(i == 4 ? "end" : "middle")}\">{Html.Text(time)}</text>");
        }

        svg.Append(Html.AxisTitle((Left + Width) / 2.0, Height - 6, "time")).Append(
            Html.AxisTitle(14, (Height - Bottom) / 2.0, "waiting", upright: true));
        string alternative = $"Longest queue at {worst.Kind} {worst.Id} per {Readable.Time(step)}: at most {most}.";
        return $"<figure>{Html.Svg(Width, Height, alternative, svg.ToString())}"
            + $"<figcaption>{Html.Text(alternative)}</figcaption></figure>\n";
    }
}
