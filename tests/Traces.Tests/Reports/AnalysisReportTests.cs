using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Tests.Reports;

public sealed class AnalysisReportTests
{
    [Fact]
    public void A_simulated_collision_has_every_section()
    {
        string page = AnalysisReport.Page(Simulated(Streams.EdgeCollision(16, 20)), "Collision", new Provenance([("seed", "1")]));

        foreach (string id in new[] { "totals", "heat", "queue", "latency", "story", "cpus" })
            Assert.Contains($"<section id=\"{id}\">", page, StringComparison.Ordinal);
        Assert.Contains("DROPPED: IRQ 0 is already in progress on CPU 0", page, StringComparison.Ordinal);
        Assert.Contains("15 silent CPUs", page, StringComparison.Ordinal);
        Assert.Contains("<td>seed</td><td>1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_capture_says_what_it_cannot_show_and_shows_missed_ticks_in_red()
    {
        string page = AnalysisReport.Page(TraceAnalyzer.Analyze(Samples.Path(Samples.Busy1)), "Real");

        Assert.Contains("a real kernel records no event for them", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"story\"", page, StringComparison.Ordinal);
        Assert.Contains("class=\"x\"", page, StringComparison.Ordinal);
        foreach (string id in new[] { "heat", "gaps", "cpus" }) Assert.Contains($"<section id=\"{id}\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_fetches_nothing_and_runs_nothing()
    {
        string page = AnalysisReport.Page(Simulated(Streams.EdgeCollision(4, 3)), "Alone");
        Assert.DoesNotMatch(new Regex("<script|<img|src=|@import|url\\("), page);
        Assert.Equal(["data:,"], Regex.Matches(page, "href=\"([^\"]*)\"").Select(match => match.Groups[1].Value));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_drawing_is_well_formed_and_has_a_text_alternative()
    {
        string page = AnalysisReport.Page(Simulated(Streams.EdgeCollision(200, 30)), "Drawings");
        MatchCollection drawings = Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline);
        Assert.Equal(4, drawings.Count);
        foreach (Match drawing in drawings) Assert.NotEmpty(XElement.Parse(drawing.Value).Attribute("aria-label")!.Value);
        Assert.InRange(page.Length, 10_000, 2_000_000);
    }

    [Fact]
    public void Names_from_the_data_are_escaped()
    {
        Streams streams = Streams.EdgeCollision(2, 1);
        TraceAnalyzer analyzer = new();
        analyzer.Run(streams.Info with { Scenario = "<b>&\"" }, streams.Totals());
        analyzer.Write(streams.Records);
        Assert.DoesNotContain("<b>", AnalysisReport.Page(analyzer.Finish("records"), "<b>"), StringComparison.Ordinal);
    }

    private static AnalysisResult Simulated(Streams streams)
    {
        TraceAnalyzer analyzer = new();
        analyzer.Run(streams.Info, streams.Totals());
        analyzer.Write(streams.Records);
        return analyzer.Finish("records");
    }
}
