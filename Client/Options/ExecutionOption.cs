using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Options;

/// <summary>--execution and --workers: who executes a silo's processes on a cluster. It does not change what a run gives.</summary>
internal sealed class ExecutionOption
{
    private const int MostWorkers = 1024;

    private readonly Option<string> _execution = new("--execution")
    {
        Description = "On a cluster: block, each silo's processes by worker threads of its own, or grain, a turn for each and window",
        DefaultValueFactory = _ => "block", HelpName = "who",
    };
    private readonly Option<string?> _workers = new("--workers")
    {
        Description = "Worker threads of each silo (default: its processors, shared with the silos of the same machine)",
        HelpName = "threads",
    };

    /// <summary>Adds the options to a command.</summary>
    public ExecutionOption AddTo(Command command)
    {
        command.Add(_execution);
        command.Add(_workers);
        return this;
    }

    /// <summary>The engine's options with what was chosen.</summary>
    public EngineOptions With(ParseResult parsed, EngineOptions options)
    {
        string execution = parsed.GetValue(_execution)!;
        if (execution is not ("block" or "grain"))
            throw new BadInputException($"--execution is \"{execution}\"; it must be block or grain");
        string? workers = parsed.GetValue(_workers);
        if (options.Kind != "cluster" && (parsed.GetResult(_execution) is { Implicit: false } || workers is not null))
            throw new BadInputException("--execution and --workers are for --engine cluster");
        if (workers is not null && execution == "grain") throw new BadInputException("--workers goes with --execution block");
        return options with { Spans = options.Kind == "cluster" && execution == "block", Workers = Workers(workers) };
    }

    private static int Workers(string? text)
    {
        if (text is null) return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= MostWorkers)
            return workers;
        throw new BadInputException($"--workers is \"{text}\"; it must be a whole number from 1 to {MostWorkers}");
    }
}
