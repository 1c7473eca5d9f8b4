using System.Text;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>The first drop, told step by step.</summary>
public static class StorySection
{
    /// <summary>The section as HTML; empty when nothing was dropped.</summary>
    public static string Of(DropStory? story, string id = "story")
    {
        if (story is null) return "";
        string holder = story.Holder is { } cpu ? $"CPU {cpu}" : "holder";
        StringBuilder html = new();
        html.Append("<p>").Append(Html.Text($"CPU {story.Victim} lost its tick at {Readable.Moment(story.TimeNs)}: {story.Reason}."))
            .Append(" The columns IRR/ISR show whether the vector is pending and in service; the line's flags are IP (in progress) " +
                "and PE (pending).</p>\n");
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table class=\"story\"><thead><tr>");
        foreach (
            string head in (string[])["time", holder, $"CPU {story.Victim}", "line", $"{holder} IRR/ISR", $"CPU {story.Victim} IRR/ISR",
            $"CPU {story.Victim}'s next event"])
        {
            html.Append("<th scope=\"col\">").Append(Html.Text(head)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (DropStep step in story.Steps)
        {
            string emphasis = step.VictimDoes.Contains("DROPPED", StringComparison.Ordinal) ? " class=\"drop\"" : "";
            html.Append("<tr><td>").Append(Readable.Moment(step.TimeNs)).Append("</td><td>").Append(Html.Text(step.HolderDoes)).Append(
                $"</td><td{emphasis}>").Append(Html.Text(step.VictimDoes))
                .Append("</td><td>").Append(step.Flags).Append("</td><td>").Append(step.HolderApic).Append("</td><td>").Append(
                    step.VictimApic).Append("</td><td>").Append(Html.Text(step.VictimNext)).Append("</td></tr>");
        }

        html.Append("</tbody></table></div>\n<p>").Append(Html.Text(story.Ending)).Append("</p>\n");
        return Html.Section(id, "The first drop", html.ToString());
    }
}
