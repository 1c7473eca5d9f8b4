using Tickstorm.Client.Running;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>One run in detail: heat map, queue, first drop, as its trace shows them.</summary>
internal static class DetailSections
{
    /// <summary>The sections; none when nothing was traced.</summary>
    public static IEnumerable<string> Of(Detail? detail, string? where = null)
    {
        if (detail is null) yield break;
        string design = detail.Result.Run?.Design ?? "";
        yield return Html.Section("detail", $"{design} in detail",
            $"<p>{Html.Text(Headline.Of(detail.Result))}</p>\n<p>Heat map, time line, queues and the first drop are those of " +
            $"{Html.Text(design)}{(where is null ? "" : " at " + Html.Text(where))}, with the first seed.</p>\n");
        yield return HeatSection.Of(detail.Result.Heat, detail.Result.Cpus);
        yield return TimeLineSection.Of(detail.Line, detail.Result);
        yield return QueueSection.Of(detail.Result.Serialisation);
        yield return StorySection.Of(detail.Result.FirstDrop);
    }
}
