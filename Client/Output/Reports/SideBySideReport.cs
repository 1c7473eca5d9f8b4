using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>The report of several scenarios: the table of all, then what became of the ticks in each.</summary>
internal static class SideBySideReport
{
    /// <summary>The report as one HTML file.</summary>
    public static string Of(ClientContext context, IReadOnlyList<Experiment> experiments)
    {
        IReadOnlyList<OutcomeColumn> columns = SideBySide.Columns(experiments);
        string differences = string.Concat(SideBySide.Differences(experiments).Select(line => $"<li>{Html.Text(line)}</li>\n"));
        return HtmlPage.Of(
            $"Tickstorm: {string.Join(", ", experiments.Select(e => e.Scenario.Name))}",
            string.Join(" ", experiments.Select(e => ScenarioLine.Of(e) + ".")),
            [
                Html.Section("differences", "What differs", $"<ul>\n{differences}</ul>\n"),
                Html.Section("designs", "Designs", Html.Table(SideBySide.Headings(columns), SideBySide.Rows(experiments, columns))),
                .. experiments.Select((e, i) => Html.Section(
                    $"outcomes{i}", $"What became of the ticks: {e.Scenario.Name}",
                    $"<figure class=\"scroll\">{OutcomeChart.Svg(e)}</figure>\n")),
                .. experiments.Select(DesignsExplained.Of).Take(1),
            ],
            ReportOrigin.Of(context, experiments[0].Scenario, experiments.SelectMany(e => e.Designs)));
    }
}
