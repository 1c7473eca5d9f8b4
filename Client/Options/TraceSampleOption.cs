using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Options;

/// <summary>--trace-sample: which interrupts are traced.</summary>
internal sealed class TraceSampleOption
{
    private readonly Option<string?> _sample = new("--trace-sample")
    {
        Description = "Which interrupts are traced: anomalies (the default of --otlp), all, or anomalies and 1/N of the rest",
        HelpName = "what",
    };

    /// <summary>Adds the option to a command.</summary>
    public TraceSampleOption AddTo(Command command)
    {
        command.Add(_sample);
        return this;
    }

    /// <summary>The budgets of files and of what is posted; unless one was chosen, files have the scenario's.</summary>
    public (TraceBudget Files, TraceBudget Posted) Of(ParseResult parsed, TraceBudget scenario)
    {
        if (parsed.GetValue(_sample) is not { } text) return (scenario, scenario with { OneIn = 0 });
        TraceBudget chosen = text switch
        {
            "anomalies" => scenario with { OneIn = 0 },
            "all" => new TraceBudget(),
            ['1', '/', .. { } number]
                when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int oneIn) && oneIn > 0 =>
                scenario with { OneIn = oneIn },
            _ => throw new BadInputException($"--trace-sample has \"{text}\"; anomalies, all or 1/N, as in 1/100, was expected"),
        };
        return (chosen, chosen);
    }
}
