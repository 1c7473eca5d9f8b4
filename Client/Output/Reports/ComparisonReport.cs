using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Running;
using Tickstorm.Kernel;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>The report of designs that ran: the answer, what became of the ticks, the table, then the worst design in detail.</summary>
internal static class ComparisonReport
{
    /// <summary>
    /// The report as one HTML file; <paramref name="detail"/> is the analysis of the design told in detail, null when none was traced;
    /// <paramref name="measured"/> the capture that the scenario is from, null when it is not from one.
    /// </summary>
    public static string Of(
        Experiment experiment, Answer? answer, Detail? detail, Measured? measured, Provenance provenance) => HtmlPage.Of(
        $"Tickstorm: {experiment.Scenario.Name}",
        Lead(experiment, answer, detail) + " " + Summary(experiment),
        [
            Answered(answer), .. MeasuredSections.Of(measured, experiment), Outcomes(experiment), DesignTable.Of(experiment),
            DesignsExplained.Of(experiment), Latency(experiment),
            .. DetailSections.Of(detail),
        ],
        provenance);

    // Ten seconds: what a design does, or which design to take.
    private static string Lead(Experiment experiment, Answer? answer, Detail? detail) => answer is { Lines.Count: > 1 }
        ? $"{answer.Lines[1]}{(FirstDropStory.Of(experiment) is { } story ? " " + story : "")}"
        : FirstDropStory.Of(experiment) ?? (detail is null ? "" : Headline.Of(detail.Result));

    private static string Summary(Experiment experiment)
    {
        string end = experiment.Complete ? "." : ". Interrupted: this is what was finished until then.";
        return string.Join(' ', [ScenarioLine.Of(experiment) + end, .. BootNotes.Of(experiment.Scenario)]);
    }

    private static string Answered(Answer? answer)
    {
        if (answer is not { Lines.Count: > 0 }) return "";
        string items = string.Concat(answer.Lines.Skip(1).Select(line => $"<li>{Html.Text(line)}</li>\n"));
        return Html.Section("answer", "Answer", $"<p>{Html.Text(answer.Lines[0])}</p>\n<ul>\n{items}</ul>\n");
    }

    private static string Outcomes(Experiment experiment)
    {
        IEnumerable<string> sentences = LossSentences.Of(experiment).Concat(HostSentences.Of(experiment));
        string losses = string.Concat(sentences.Select(text => $"<li>{Html.Text(text)}</li>\n"));
        if (losses.Length > 0) losses = $"<ul>\n{losses}</ul>\n";
        return Html.Section(
            "outcomes", "What became of the ticks", $"<figure class=\"scroll\">{OutcomeChart.Svg(experiment)}</figure>\n" + losses);
    }

    private static string Latency(Experiment experiment) => LatencySection.Of(
        [.. experiment.Ranked.Where(o => o.First.Supported).Select(o => (o.Design, o.First.LatencyBuckets, o.First.LatencyNs))]);
}
