using System.CommandLine;
using System.Globalization;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Options;

/// <summary>--trace-sample: which interrupts are traced.</summary>
internal sealed class TraceSampleOption() : TextOption<int>(
    "--trace-sample", "what",
    "Which interrupts are traced: anomalies (the default of --otlp), all, or anomalies and 1/N of the rest",
    "anomalies, all or 1/N, as in 1/100,")
{
    private const int Anomalies = 0;
    private const int All = -1;

    /// <summary>The budgets of files and of what is posted; unless one was chosen, files have the scenario's.</summary>
    public (TraceBudget Files, TraceBudget Posted) Of(ParseResult parsed, TraceBudget scenario)
    {
        if (!TryChosen(parsed, out int oneIn)) return (scenario, scenario with { OneIn = Anomalies });
        TraceBudget chosen = oneIn == All ? new TraceBudget() : scenario with { OneIn = oneIn };
        return (chosen, chosen);
    }

    protected override bool TryRead(string text, out int value)
    {
        value = text == "all" ? All : Anomalies;
        return text is "anomalies" or "all"
            || (text.StartsWith("1/", StringComparison.Ordinal)
                && int.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0);
    }
}
