using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Library;

public class DesignsTests
{
    [Fact]
    public void Every_design_is_listed_with_what_it_is_and_the_approach_of_the_mail()
    {
        string list = ClientRun.Of("designs", "list").Output;
        foreach (Design design in DesignLibrary.All)
        {
            Assert.Contains($"{design.Name}\n    {design.Description}\n", list, StringComparison.Ordinal);
            if (design.Approach is { } approach) Assert.Contains($"approach of the mail: {approach}", list, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_show_prints_is_a_scenario_with_a_twin()
    {
        foreach (string name in DesignLibrary.All.Select(design => design.Name).Append("irq0-edge@local"))
        {
            string text = ClientRun.Of("designs", "show", name).Output;
            ScenarioReading reading = ScenarioReader.Read(text, "twin.yaml", "twin", OwnDesigns.Problems);
            Assert.True(reading.Scenario is not null, string.Join('\n', reading.Problems));
            EngineOptions options = new() { WhatIf = true };
            Scenarios.Scenario scenario = reading.Scenario with { Machine = reading.Scenario.Machine with { Cpus = 4 } };
            Assert.Equal(
                Simulator.Run(scenario, name, options).Digest, Simulator.Run(scenario, Assert.Single(scenario.Designs), options).Digest);
        }
    }

    [Fact]
    public void A_design_that_is_none_is_refused_with_the_nearest()
    {
        ClientRun run = ClientRun.Of("designs", "show", "irq0-egde");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean irq0-edge?", run.Error, StringComparison.Ordinal);
    }
}
