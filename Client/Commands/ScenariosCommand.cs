using System.CommandLine;
using System.Text.Json;
using Tickstorm.Client.Library;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Commands;

/// <summary>scenarios: list, show, validate, schema, kernels.</summary>
internal static class ScenariosCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => new("scenarios", "List, show and check scenarios")
    {
        List(context),
        Show(context),
        Validate(context),
        Schema(context),
        KernelsCommand.Create(context),
    };

    private static Command List(ClientContext context)
    {
        Command command = new("list", "List the library");
        command.SetAction(_ =>
        {
            int width = ScenarioStore.Names.Max(n => n.Length);
            foreach (string name in ScenarioStore.Names)
                Prose.Write(context, $"{name.PadRight(width)}  {ScenarioStore.Load(name).Description}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Show(ClientContext context)
    {
        Argument<string> name = new("name") { Description = "A scenario of the library, or a file" };
        Command command = new("show", "Print a scenario with its effective values, and its lookahead") { name };
        command.SetAction(parsed =>
        {
            Scenario scenario = ScenarioStore.Load(context.Reads(parsed.GetValue(name)!));
            context.Output.Write(ScenarioWriter.Write(scenario));
            context.Output.WriteLine("# lookahead, the least time a message is under way:");
            IReadOnlyList<string> designs = scenario.Designs.Count > 0 ? scenario.Designs : DesignCatalog.Names;
            Lookaheads lookaheads = new(scenario, designs.Select(design => DesignLibrary.Find(scenario, design)!));
            foreach ((string link, string key, long ns) in lookaheads.All)
                context.Output.WriteLine($"#   {link,-34} {Durations.Format(ns),8}  ({key})");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Validate(ClientContext context)
    {
        Argument<string> file = new("file") { Description = "A scenario file" };
        Command command = new("validate", "Check a scenario file: line, column, what is wrong, what would be right") { file };
        command.SetAction(parsed =>
        {
            ScenarioReading reading = ScenarioStore.Read(context.Reads(parsed.GetValue(file)!));
            foreach (ScenarioProblem problem in reading.Problems) context.Error.WriteLine(problem);
            if (reading.Scenario is null) return ExitCodes.BadInput;
            context.Output.WriteLine($"{parsed.GetValue(file)}: valid");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Schema(ClientContext context)
    {
        Command command = new("schema", "Print the JSON schema of scenario files");
        command.SetAction(_ =>
        {
            context.Output.WriteLine(ScenarioSchema.Create().ToJsonString(s_indented));
            return ExitCodes.Done;
        });
        return command;
    }
}
