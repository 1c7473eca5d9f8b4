using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>
/// The time line: CPUs down, time across, by mouse and by keys; and without a script the same as text, with a map of the first loss.
/// </summary>
public static class TimeLineSection
{
    private const int MostInText = 40;
    private const long LongestWindowNs = 2_000_000;

    /// <summary>The script of every time line; the page names its hash.</summary>
    internal static string Script { get; } = Read();

    /// <summary>The script's hash as a content security policy wants it.</summary>
    internal static string ScriptHash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    /// <summary>What a page with a time line holds.</summary>
    internal const string Mark = "id=\"timeline\"";

    /// <summary>The section as HTML; empty when there is nothing to show.</summary>
    public static string Of(TimeLineBook book, AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(result);
        HashSet<int> misses = [.. result.Cpus.Where(cpu => cpu.Missed > 0).Select(cpu => cpu.Cpu)];
        IReadOnlyList<TimeLineItem> items = book.Items(result.Run is null ? result.Hz : null, misses.Contains);
        if (items.Count == 0) return "";
        int cpus = Math.Max(result.Cpus.Count, items.Max(item => item.Cpu) + 1);
        string left = items.Count < book.Seen
            ? $" It shows {Readable.Count(items.Count)} of {Readable.Count(book.Seen)} interrupts: all that were lost or late first."
            : "";
        string html = $$"""
            <div id="tl" hidden>
            <p class="tools"><label>CPUs <input id="tl-cpus" placeholder="all, or 0-3,7" size="12"></label>
            <label>Outcome <select id="tl-kind"><option value="all">all</option><option value="anomalies">lost or late</option>
            <option value="lost">lost</option><option value="late">late</option></select></label>
            <button type="button" data-do="in">Zoom in</button><button type="button" data-do="out">Zoom out</button>
            <button type="button" data-do="left">&larr;</button><button type="button" data-do="right">&rarr;</button>
            <button type="button" data-do="all">Whole run</button><button type="button" data-do="first">First loss</button></p>
            <canvas id="tl-canvas" tabindex="0" role="application" aria-label="Time line of interrupts by CPU"
              aria-describedby="tl-help"></canvas>
            <p id="tl-says" role="status" aria-live="polite"></p>
            <p id="tl-help" class="soft">Drag to move, Ctrl and wheel or + and - to zoom, left and right for the interrupt before and
            after on a CPU, up and down for another CPU, Enter for the arrow to the holder, again to go there, Home for the first loss, 0
            for all.{{left}}</p></div>
            <script type="application/json" id="tl-data">{{TimeLineData.Of(items, cpus)}}</script>

            """;
        return Html.Section("timeline", "Time line", html + Text(items)) + Near(items, result);
    }

    private static string Text(IReadOnlyList<TimeLineItem> items)
    {
        TimeLineItem[] anomalies = [.. items.Where(item => item.IsAnomaly)];
        if (anomalies.Length == 0) return "<p>No tick is lost, none is late.</p>\n";
        StringBuilder rows = new();
        foreach (TimeLineItem item in anomalies.Take(MostInText))
        {
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"#cpu={item.Cpu}&amp;t={item.BeginNs}\">{Html.Text(Readable.Moment(item.BeginNs))}</a></td>"
                + $"<td>CPU {item.Cpu}</td>"
                + $"<td>{item.Kind.ToString().ToLowerInvariant()}</td><td>{Html.Text(item.Why)}</td>"
                + $"<td>{(item.Holder >= 0 ? $"CPU {item.Holder}" : "-")}</td><td>{Readable.Time(item.WaitNs)}</td></tr>");
        }

        string more = anomalies.Length > MostInText ? $", the first {MostInText}" : "";
        return $"<details><summary>{Readable.Count(anomalies.Length)} lost or late, as text{more}</summary>"
            + "<div class=\"scroll\" tabindex=\"0\"><table class=\"words\"><thead><tr><th>at</th><th>CPU</th><th>what</th><th>why</th>"
            + $"<th>behind</th><th>waited</th></tr></thead><tbody>{rows}</tbody></table></div></details>\n";
    }

    // The moment that matters, drawn as finely as the whole run.
    private static string Near(IReadOnlyList<TimeLineItem> items, AnalysisResult result)
    {
        TimeLineItem? first = null;
        foreach (TimeLineItem item in items)
        {
            if (item.IsLost && (first is null || Seen(item) < Seen(first.Value))) first = item;
        }

        if (first is null) return "";
        long begin = first.Value.BeginNs, end = begin;
        foreach (TimeLineItem item in items)
        {
            if (item.IsLost && item.BeginNs >= begin && Seen(item) <= begin + LongestWindowNs) end = Math.Max(end, Seen(item));
        }

        HeatMap map = new(Math.Max(1, result.Cpus.Count));
        foreach (TimeLineItem item in items.Where(item => Shown(item)).OrderBy(Seen)) map.Add(item.Cpu, Seen(item), item.IsLost);
        return HeatSection.Of(map, [], "near", "Around the first loss");

        bool Shown(TimeLineItem item) =>
            item.Kind != TimeLineKind.Other && Seen(item) >= begin && Seen(item) <= end + (end - begin) / 8 + 1_000;
        static long Seen(TimeLineItem item) => item.StartNs >= 0 ? item.StartNs : item.BeginNs;
    }

    private static string Read()
    {
        using Stream stream = typeof(TimeLineSection).Assembly.GetManifestResourceStream("timeline.js")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
