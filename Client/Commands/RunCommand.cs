using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Commands;

/// <summary>run: one design of a scenario, with its traces.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("run", "Run one design of a scenario, and trace it");
        Argument<string> name = new("scenario") { Description = $"A scenario of the library, a file, or {CheckTimerCommand.Scenario}" };
        Option<string?> design = new("--design") { Description = "The design (default: the scenario's first)", HelpName = "name" };
        command.Add(name);
        command.Add(design);
        ExperimentCommand run = new(context, command, to => new EngineChoice().AddTo(to), to => new TraceOptions().AddTo(to));
        command.SetAction(parsed =>
        {
            string scenario = parsed.GetValue(name)!;
            // The boot check is a scenario of its own kind: it has boards, not designs.
            if (scenario == CheckTimerCommand.Scenario) return CheckTimerCommand.Run(parsed, run.Json, context);
            return run.Run(
                parsed, ScenarioStore.Load(scenario), loaded => [Chosen(parsed.GetValue(design), loaded)], ScenarioStore.FileOf(scenario));
        });
        return command;
    }

    private static string Chosen(string? named, Scenario scenario)
    {
        string chosen = named ?? (scenario.Designs.Count > 0 ? scenario.Designs[0] : DesignCatalog.Names[0]);
        return DesignCatalog.Problem(chosen) is { } problem ? throw new BadInputException("--design: " + problem) : chosen;
    }
}
