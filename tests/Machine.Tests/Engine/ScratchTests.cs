using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
namespace Tickstorm.Tests.Engine;
public class ScratchTests(Xunit.Abstractions.ITestOutputHelper o)
{
    [Fact]
    public void X()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (Scenario scenario, string name) = RandomScenario.MakeMoving(seed);
            try { Simulator.Run(scenario, name, new EngineOptions { Kind = "sequential", WhatIf = true }); }
            catch (Exception e) { o.WriteLine($"{seed} {name} {scenario.Kernel} {e.Message} {e.StackTrace?.Split('\n')[1]}\n {System.Text.Json.JsonSerializer.Serialize(scenario.Workload)}"); }
        }
    }
}
