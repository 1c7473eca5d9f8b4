using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>The run that a command is about: by its name, or the last one started from here.</summary>
internal sealed class ChosenRun
{
    private readonly Argument<string?> _run = new("run")
    {
        Description = "The run (default: the last one started from here)", Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the argument to a command.</summary>
    public ChosenRun AddTo(Command command)
    {
        command.Add(_run);
        return this;
    }

    /// <summary>Its name.</summary>
    public string Of(ParseResult parsed) => ClusterHome.Run(parsed.GetValue(_run));

    /// <summary>Refuses a run that the cluster does not know.</summary>
    public static void Known(string run, RunProgress progress)
    {
        if (progress.Status == RunStatus.Unknown) throw new BadInputException($"There is no run {run}.");
    }
}
