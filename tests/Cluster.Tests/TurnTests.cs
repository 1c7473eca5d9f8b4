using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class TurnTests
{
    // 100,000 ticks a second, some four events each: a window of 400 ms would be one turn of 160,000 events.
    [Fact]
    public async Task No_window_keeps_a_grain_in_one_turn_for_too_many_events()
    {
        Scenario scenario = new()
        {
            Name = "long-turns",
            Machine = new MachineShape { Cpus = 1 },
            Tick = new TickSetup { Hz = 100_000, Mode = TickMode.OneShot, Handler = DurationTable.Constant(2_000) },
            Run = new RunPlan { DurationNs = 1_200_000_000 },
        };
        RunRequest asked = TestSilos.Request(scenario, "native-lapic");
        RunRequest request = new() { Scenario = asked.Scenario, Name = asked.Name, Design = asked.Design, WindowNs = 400_000_000 };
        await using TestSilos cluster = await TestSilos.Start(1);
        (DesignResult actual, RunProgress progress) = await cluster.Run(scenario, "native-lapic", request);
        Assert.Equal(Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" }).Digest, actual.Digest);
        // 50 us, four times as long each until 51 ms, and the rest in windows of 102 ms.
        Assert.Equal(18, progress.Windows);
    }
}
