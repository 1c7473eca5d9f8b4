using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Commands;

/// <summary>compare: run a scenario under several designs and say which survive.</summary>
internal static class CompareCommand
{
    /// <summary>What is compared when nothing is named: the question of 2007.</summary>
    public const string DefaultScenario = "irq0-2007";

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) =>
        Build(context, new Command("compare", "Compare delivery designs: which ticks arrive, which are lost, which CPUs fall silent"),
            command => new EngineChoice().AddTo(command), traces: null);

    /// <summary>cluster run: the same on the cluster.</summary>
    public static Command OnCluster(ClientContext context) =>
        Build(
            context with { Detachment = new(context.HangUp) },
            new Command("run", "Run a scenario's designs on the cluster, as compare does here"),
            command => new EngineChoice().AddToCluster(command), command => new TraceOptions().AddFilesTo(command));

    private static Command Build(
        ClientContext context, Command command, Func<Command, EngineChoice> engine, Func<Command, TraceOptions>? traces)
    {
        Argument<string[]> names = new("scenario")
        {
            Description = $"A scenario of the library, or a file (default: {DefaultScenario}); several are shown side by side",
            Arity = ArgumentArity.ZeroOrMore,
        };
        command.Add(names);
        CaptureOption capture = new CaptureOption().AddTo(command);
        DesignsOption designs = new DesignsOption().AddTo(command);
        ExperimentCommand comparison = new(context, command, engine, traces) { Answers = true };
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetValue(names) ?? [];
            string? file = capture.Of(parsed);
            if (given.Length > 0 && file is not null) throw new BadInputException("Give either a scenario or --capture, not both.");
            if (given.Length > 1)
            {
                return comparison.RunAll(
                    parsed, Named([.. given.Select(each => (each, ScenarioStore.Load(context.Reads(each))))]),
                    scenario => designs.Of(parsed, scenario),
                    [.. given.Select(ScenarioStore.FileOf)]);
            }

            string? name = given.FirstOrDefault();
            if (file is null)
            {
                return comparison.Run(
                    parsed, ScenarioStore.Load(context.Reads(name ?? DefaultScenario)), scenario => designs.Of(parsed, scenario),
                    ScenarioStore.FileOf(name));
            }

            (CapturedKernel kernel, Scenario captured) = capture.Read(parsed, context);
            return comparison.RunBeside(parsed, kernel, captured, scenario => designs.Of(parsed, scenario), file);
        });
        return command;
    }

    // Where names are the same, the files tell the scenarios apart.
    private static IReadOnlyList<Scenario> Named((string File, Scenario Scenario)[] inputs)
    {
        if (inputs.DistinctBy(input => input.Scenario.Name).Count() == inputs.Length) return [.. inputs.Select(input => input.Scenario)];
        if (inputs.DistinctBy(input => input.File).Count() < inputs.Length) throw new BadInputException("A scenario is given twice.");
        return [.. inputs.Select(input => input.Scenario with { Name = input.File })];
    }
}
