using System.Globalization;
using System.Text;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Calibration;

/// <summary>A calibrated scenario as a file, with comments on where it is from.</summary>
public static class CalibrationText
{
    private const int Width = 100;

    /// <summary>The scenario as YAML: first what it was taken from, what could not be seen, and what was assumed in its place.</summary>
    public static string Of(CalibrationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        CalibrationFacts facts = result.Facts;
        string seconds = (facts.WindowNs / 1e9).ToString("0.###", CultureInfo.InvariantCulture);
        text.Append("# ").Append(Printable.Of(result.Scenario.Description)).Append('\n');
        Comment(text, "#", $"{facts.Events} events in {seconds} s. Ticks by {result.DesignInUse}.");
        Comment(text, "#", "What the capture does not show, and what is assumed:");
        foreach (string note in result.Notes) Comment(text, "# -", Printable.Of(note));
        return text.Append(ScenarioWriter.Write(result.Scenario)).ToString();
    }

    private static void Comment(StringBuilder text, string lead, string sentence)
    {
        int column = lead.Length;
        text.Append(lead);
        foreach (string word in sentence.Split(' '))
        {
            if (column + word.Length + 1 > Width)
            {
                text.Append("\n#").Append(' ', lead.Length - 1);
                column = lead.Length;
            }

            text.Append(' ').Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
