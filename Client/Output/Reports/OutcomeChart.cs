using System.Globalization;
using System.Text;
using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>One bar per design: what became of its ticks.</summary>
internal static class OutcomeChart
{
    private const int LabelWidth = 230, BarWidth = 640, RowHeight = 24, BarHeight = 16, Top = 34;

    private static readonly (string Name, string Colour, Func<DesignResult, double?> Of)[] s_parts =
    [
        ("handled in time", "handled", r => r.Ticks.Handled - r.Ticks.Late),
        ("handled late", "late", r => r.Ticks.Late),
        ("coalesced", "coalesced", r => r.Ticks.Coalesced),
        ("dropped", "dropped", r => r.Ticks.Dropped),
        ("masked", "masked", r => r.Ticks.Masked),
        ("open", "pending", r => r.Ticks.Pending),
        ("never raised", "silent", r => r.Ticks.NeverRaised),
    ];

    /// <summary>The chart as inline SVG.</summary>
    public static string Svg(Experiment experiment)
    {
        DesignOutcome[] outcomes = [.. experiment.Ranked.Where(o => o.First.Supported)];
        int height = Top + outcomes.Length * RowHeight + 8;
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg class=\"fixed\" viewBox=\"0 0 {LabelWidth + BarWidth + 10} {height}\" role=\"img\" aria-label=\"Outcome of ticks " +
            $"by design\">\n");
        Legend(svg);
        for (int row = 0; row < outcomes.Length; row++) Bar(svg, outcomes[row], Top + row * RowHeight);
        return svg.Append("</svg>").ToString();
    }

    private static void Legend(StringBuilder svg)
    {
        double x = 0;
        foreach ((string name, string colour, _) in s_parts)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x}\" y=\"4\" width=\"12\" height=\"12\" fill=\"var(--{colour})\"/><text x=\"{x + 17}\" " +
                $"y=\"14\">{name}</text>\n");
            x += 32 + 7.2 * name.Length;
        }
    }

    private static void Bar(StringBuilder svg, DesignOutcome outcome, int y)
    {
        double[] values = [.. s_parts.Select(p => outcome.Estimate(p.Of)?.Mean ?? 0)];
        double total = values.Sum();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{LabelWidth - 10}\" y=\"{y + 13}\" text-anchor=\"end\">{Html.Text(outcome.Design)}</text>\n");
        double x = LabelWidth;
        for (int i = 0; i < values.Length && total > 0; i++)
        {
            double width = values[i] / total * BarWidth;
            if (width > 0)
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{x:0.##}\" y=\"{y}\" width=\"{width:0.##}\" height=\"{BarHeight}\" " +
                    $"fill=\"var(--{s_parts[i].Colour})\"><title>{s_parts[i].Name}: {Numbers.Text(values[i])}</title></rect>\n");
            }

            x += width;
        }
    }
}
