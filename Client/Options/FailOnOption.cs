using System.CommandLine;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Options;

/// <summary>--fail-on: what a run must not find.</summary>
internal sealed class FailOnOption
{
    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = "Exit with 1 when a design dropped ticks, or stalled a CPU: dropped or stalled", HelpName = "what",
    };

    /// <summary>Adds the option to a command.</summary>
    public FailOnOption AddTo(Command command)
    {
        command.Add(_failOn);
        return this;
    }

    /// <summary>Looks at the option early, so that a wrong word does not cost a run.</summary>
    public Func<Experiment, bool> Of(ParseResult parsed) => parsed.GetValue(_failOn) switch
    {
        null => _ => false,
        "dropped" => experiment => experiment.Runs.Any(r => r.Ticks.Dropped > 0),
        "stalled" => experiment => experiment.Runs.Any(r => r.StalledCpus > 0),
        var other => throw new BadInputException($"--fail-on is \"{other}\"; it must be dropped or stalled"),
    };
}
