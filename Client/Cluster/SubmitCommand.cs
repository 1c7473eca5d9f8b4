using System.CommandLine;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster submit: gives runs to the cluster and waits for none.</summary>
internal static class SubmitCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("submit", "Give a scenario's designs to the cluster, each as a run of its own, and do not wait for them");
        Argument<string?> name = new("scenario")
        {
            Description = $"A scenario of the library, or a file (default: {CompareCommand.DefaultScenario})",
            Arity = ArgumentArity.ZeroOrOne,
        };
        command.Add(name);
        DesignsOption designs = new DesignsOption().AddTo(command);
        OverrideOptions overrides = new OverrideOptions().AddTo(command);
        EngineChoice engine = new EngineChoice().AddToCluster(command);
        command.SetAction(async (parsed, cancel) =>
        {
            Scenario loaded = ScenarioStore.Load(context.Reads(parsed.GetValue(name) ?? CompareCommand.DefaultScenario));
            Scenario scenario = overrides.Apply(parsed, loaded);
            scenario = OverrideOptions.Checked(scenario with { Designs = designs.Of(parsed, scenario) });
            EngineOptions options = engine.Of(parsed);
            Design[] chosen = Runnable(context, scenario, options);
            await using ClusterLink link = await ClusterLink.Open(cancel);
            foreach (Design design in chosen)
            {
                RunSubmission run = await RunSubmission.Start(link, scenario, design, options, ClusterRun.EveryWindows, trace: false);
                context.Output.WriteLine(run.Name);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Looked at before anything is started. What cannot run is named, as compare does.
    private static Design[] Runnable(ClientContext context, Scenario scenario, EngineOptions options)
    {
        List<Design> designs = [];
        foreach (string name in scenario.Designs)
        {
            Design design = DesignLibrary.Find(scenario, name) ?? throw new BadInputException($"There is no design \"{name}\".");
            if (Simulator.WhyNot(scenario, design, options.WhatIf) is { } unsupported)
                context.Error.WriteLine($"{name} is not run: {unsupported.Reason}");
            else designs.Add(design);
        }

        return designs.Count > 0 ? [.. designs] : throw new BadInputException("No design is left that can run.");
    }
}
