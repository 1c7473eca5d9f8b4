using System.Text;
using Tickstorm.Client.Library;
using Tickstorm.Client.Running;
using Tickstorm.Kernel.Designs;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>What the designs of a report are, and which approach of the mail each is.</summary>
internal static class DesignsExplained
{
    /// <summary>The section as HTML.</summary>
    public static string Of(Experiment experiment)
    {
        StringBuilder html = new("<dl>\n");
        foreach (DesignOutcome outcome in experiment.Designs)
        {
            if (DesignLibrary.Find(experiment.Scenario, outcome.Design) is not { } design) continue;
            html.Append($"<dt>{Html.Text(design.Name)}</dt>\n<dd>{Html.Text(design.Description)}");
            if (design.Approach is { } approach) html.Append($" Approach of the mail: {Html.Text(approach)}.");
            string properties = string.Join(", ", DesignText.Properties(design).Select(p => $"{p.Name}: {p.Value}"));
            if (properties.Length > 0) html.Append($" <span class=\"faint\">{Html.Text(properties)}</span>");
            html.Append("</dd>\n");
        }

        return Html.Section("explained", "What the designs are", html.Append("</dl>\n").ToString());
    }
}
