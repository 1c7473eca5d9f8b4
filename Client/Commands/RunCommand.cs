using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Commands;

/// <summary>run: one design of a scenario, with its traces.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("run", "Run one design of a scenario, and trace it");
        Argument<string?> name = new("scenario")
        {
            Description = $"A scenario of the library, a file, or {CheckTimerCommand.Scenario}", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> design = new("--design", "--designs")
        {
            Description = "The design (default: the scenario's first)", HelpName = "name",
        };
        Option<string?> from = new("--from")
        {
            Description = "Run again what a result's JSON was made of, and hold its digest against that", HelpName = "result.json",
        };
        command.Add(name);
        command.Add(from);
        command.Add(design);
        CaptureOption capture = new CaptureOption().AddTo(command);
        ExperimentCommand run = new(context, command, to => new EngineChoice().AddTo(to), to => new TraceOptions().AddTo(to));
        command.SetAction(parsed =>
        {
            Func<Scenario, IReadOnlyList<string>> designs = loaded => [Chosen(parsed.GetValue(design), loaded)];
            string? result = parsed.GetValue(from);
            if (capture.Of(parsed) is { } file)
            {
                if (parsed.GetValue(name) is not null || result is not null)
                    throw new BadInputException("Give one of a scenario, --capture and --from.");
                (CapturedKernel kernel, Scenario captured) = capture.Read(parsed, context);
                return run.RunBeside(parsed, kernel, captured, designs, file);
            }

            if (parsed.GetValue(name) is not { } scenario)
            {
                return result is not null
                    ? run.Repeat(parsed, ResultFile.Load(context.Reads(result)), designs)
                    : throw new BadInputException(
                        "Required argument missing for command: 'run': a scenario, --capture with a capture, or --from with a result.");
            }

            if (result is not null) throw new BadInputException("Give either a scenario or --from, not both.");
            // The boot check is a scenario of its own kind: it has boards, not designs.
            if (scenario == CheckTimerCommand.Scenario) return CheckTimerCommand.Run(parsed, run.Json, context);
            return run.Run(parsed, ScenarioStore.Load(context.Reads(scenario)), designs, ScenarioStore.FileOf(scenario));
        });
        return command;
    }

    private static string Chosen(string? named, Scenario scenario)
    {
        if (named is not null && (named.Contains(',', StringComparison.Ordinal) || named == "all"))
            throw new BadInputException($"--design is \"{named}\"; run takes one design, compare takes several");
        string chosen = named ?? (scenario.Designs.Count > 0 ? scenario.Designs[0] : DesignCatalog.Names[0]);
        return DesignLibrary.Problem(chosen, scenario) is { } problem ? throw new BadInputException("--design: " + problem) : chosen;
    }
}
