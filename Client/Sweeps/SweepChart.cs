using System.Globalization;
using System.Text;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Sweeps;

/// <summary>A line per design: a share, as of lost ticks, over the points.</summary>
internal static class SweepChart
{
    private const int Left = 60, Width = 620, Top = 16, Height = 260, LegendLeft = Left + Width + 24, LegendStep = 18;
    private const int MostLabels = 16, Cap = 4;

    /// <summary>The chart as inline SVG.</summary>
    public static string Svg(
        IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results,
        SweepMeasure measure)
    {
        int height = Math.Max(Top + Height + 60, Top + designs.Count * LegendStep + 20);
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg class=\"fixed\" viewBox=\"0 0 {LegendLeft + 240} {height}\" role=\"img\" aria-label=\"{measure.Label} over " +
            $"the points of the sweep\">\n");
        for (int percent = 0; percent <= 100; percent += 25)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"rule\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{Y(percent / 100.0):0.#}\" " +
                $"y2=\"{Y(percent / 100.0):0.#}\"/><text class=\"faint\" x=\"{Left - 8}\" y=\"{Y(percent / 100.0) + 4:0.#}\" " +
                $"text-anchor=\"end\">{percent * measure.Top:0.##} %</text>\n");
        }

        int every = Math.Max(1, (results.Count + MostLabels - 1) / MostLabels);
        for (int i = 0; i < results.Count; i += every)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"faint\" x=\"{X(i, results.Count):0.#}\" y=\"{Top + Height + 20}\" " +
                $"text-anchor=\"middle\">{Html.Text(string.Join(' ', results[i].Values))}</text>\n");
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"faint\" x=\"{Left + Width / 2}\" y=\"{Top + Height + 44}\" " +
            $"text-anchor=\"middle\">{Html.Text(string.Join(", ", axes.Select(a => a.Name)))}</text>\n");
        svg.Append(Html.AxisTitle(10, Top + Height / 2.0, measure.Title, upright: true));
        for (int d = 0; d < designs.Count; d++) Line(svg, designs[d], d, designs.Count, results, measure);
        return svg.Append("</svg>").ToString();
    }

    private static void Line(
        StringBuilder svg, string design, int index, int count, IReadOnlyList<SweepResult> results, SweepMeasure measure)
    {
        // Hues spread evenly; dashes tell neighbours apart without colour.
        string stroke = string.Create(CultureInfo.InvariantCulture, $"hsl({360 * index / count} 60% 50%)");
        string dash = (index % 3) switch { 0 => "", 1 => " stroke-dasharray=\"6 3\"", _ => " stroke-dasharray=\"2 3\"" };
        IEnumerable<string> points = results.Select((r, i) => (Share: measure.Of(r, design)?.Mean, Index: i)).Where(
            p => p.Share is not null)
            .Select(p => string.Create(
                CultureInfo.InvariantCulture, $"{X(p.Index, results.Count):0.#},{Y(p.Share!.Value / measure.Top):0.#}"));
        for (int i = 0; i < results.Count; i++)
        {
            if (measure.Of(results[i], design) is not { Half: { } half } share) continue;
            double x = X(i, results.Count), low = Y((share.Mean - half) / measure.Top), high = Y((share.Mean + half) / measure.Top);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path class=\"interval\" fill=\"none\" stroke=\"{stroke}\" d=\"M{x - Cap:0.#} {low:0.#}h{2 * Cap}M{x:0.#} {low:0.#}" +
                $"V{high:0.#}M{x - Cap:0.#} {high:0.#}h{2 * Cap}\"/>\n");
        }

        int y = Top + 8 + index * LegendStep;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"{stroke}\" stroke-width=\"2\"{dash} " +
            $"points=\"{string.Join(' ', points)}\"><title>{Html.Text(design)}</title></polyline>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{LegendLeft}\" x2=\"{LegendLeft + 24}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{stroke}\" " +
            $"stroke-width=\"2\"{dash}/><text x=\"{LegendLeft + 32}\" y=\"{y + 4}\">{Html.Text(design)}</text>\n");
    }

    private static double X(int index, int count) => count == 1 ? Left + Width / 2.0 : Left + (double)Width * index / (count - 1);

    private static double Y(double share) => Top + Height * (1 - Math.Clamp(share, 0, 1));
}
