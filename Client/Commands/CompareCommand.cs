using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
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
        Build(context, new Command("run", "Run a scenario's designs on the cluster, as compare does here"),
            command => new EngineChoice().AddToCluster(command), command => new TraceOptions().AddFilesTo(command));

    private static Command Build(
        ClientContext context, Command command, Func<Command, EngineChoice> engine, Func<Command, TraceOptions>? traces)
    {
        Argument<string?> name = new("scenario")
        {
            Description = $"A scenario of the library, or a file (default: {DefaultScenario})", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> capture = new("--capture")
        {
            Description = "Take CPUs, HZ, phases and handler times from a capture of a real kernel", HelpName = "file",
        };
        command.Add(name);
        command.Add(capture);
        DesignsOption designs = new DesignsOption().AddTo(command);
        ExperimentCommand comparison = new(context, command, engine, traces) { Answers = true };
        command.SetAction(parsed => comparison.Run(
            parsed, Input(parsed.GetValue(name), parsed.GetValue(capture), context), scenario => designs.Of(parsed, scenario),
            ScenarioStore.FileOf(parsed.GetValue(name)), parsed.GetValue(capture)));
        return command;
    }

    private static Scenario Input(string? name, string? capture, ClientContext context) => (name, capture) switch
    {
        (not null, not null) => throw new BadInputException("Give either a scenario or --capture, not both."),
        (_, not null) => CaptureInput.Calibrate(capture, context).Scenario,
        _ => ScenarioStore.Load(name ?? DefaultScenario),
    };
}
