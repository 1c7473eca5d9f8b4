using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>One run in detail: heat map, queue, first drop, as its trace shows them.</summary>
internal static class DetailSections
{
    /// <summary>The sections; none when nothing was traced.</summary>
    public static IEnumerable<string> Of(AnalysisResult? detail, string? where = null)
    {
        if (detail is null) yield break;
        string design = detail.Run?.Design ?? "";
        yield return Html.Section("detail", $"{design} in detail",
            $"<p>Heat map, queues and the first drop are those of " +
            $"{Html.Text(design)}{(where is null ? "" : " at " + Html.Text(where))}, with the first seed.</p>\n");
        yield return HeatSection.Of(detail.Heat, detail.Cpus);
        yield return QueueSection.Of(detail.Serialisation);
        yield return StorySection.Of(detail.FirstDrop);
    }
}
