using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Commands;

/// <summary>estimate: the time and the memory that compare would need, without running anything.</summary>
internal static class EstimateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("estimate", "Say what compare would need in time and memory, without running anything");
        Argument<string> name = new("scenario") { Description = "A scenario of the library, or a file" };
        command.Add(name);
        DesignsOption designs = new DesignsOption().AddTo(command);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        SeedsOption seeds = new SeedsOption().AddTo(command);
        EngineChoice engine = new EngineChoice().AddTo(command);
        command.SetAction(parsed =>
        {
            Scenario scenario = overrides.Apply(parsed, ScenarioStore.Load(context.Reads(parsed.GetValue(name)!)));
            scenario = OverrideOptions.Checked(scenario with { Designs = designs.Of(parsed, scenario) });
            EngineOptions options = engine.Of(parsed);
            RunNeeds needs = RunNeeds.Of([scenario], options, seeds.Of(parsed));
            double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            context.Output.WriteLine($"{scenario.Name}, {Numbers.Text(scenario.Machine.Cpus)} CPUs, {options.Kind} engine");
            context.Output.WriteLine(needs.Sentence());
            context.Output.WriteLine(needs.Problem(available) ?? $"This process may have {ByteText.Of(available)}.");
            return needs.Problem(available) is null ? ExitCodes.Done : ExitCodes.Found;
        });
        return command;
    }
}
