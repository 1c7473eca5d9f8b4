using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Processes;

public class LookaheadViolationTests
{
    private static readonly Scenario s_scenario = new()
    {
        Name = "links",
        // CPUs 0 and 1 share a core group, 0 to 7 a package.
        Machine = new MachineShape { Cpus = 16, Packages = 2, CoreGroup = 2 },
        Workload = new Workload { Host = new HostLoad { Cpus = 2 }, Devices = [new DeviceLoad { Irq = 16, PerSecond = 100 }] },
    };

    private static readonly MachinePlan s_plan = new(s_scenario, DesignLibrary.Find("irq0-edge")!);

    [Theory]
    [InlineData(MessageKind.Interrupt, 0, 1, "costs.ipi.coreGroup")]
    [InlineData(MessageKind.Interrupt, 0, 7, "costs.ipi.package")]
    [InlineData(MessageKind.Acknowledge, 15, 0, "costs.ipi.machine")]
    [InlineData(MessageKind.Interrupt, 16, 0, "costs.ioApic.write")]
    [InlineData(MessageKind.Arrive, 3, 16, "costs.entry")]
    [InlineData(MessageKind.Verdict, 16, 3, "costs.line.lockHold")]
    [InlineData(MessageKind.Xtime, 18, 3, "costs.xtime.lockHold")]
    [InlineData(MessageKind.Wake, 3, 19, "workload.host.switch")]
    public void It_names_the_key_of_its_own_link(int kind, int source, int target, string key)
    {
        Effects effects = new(s_plan);
        Message message = new() { Time = 1_000, Source = source, Target = target, Kind = kind };
        string said = Assert.Throws<LookaheadViolationException>(() => effects.Send(1_000, message)).Message;
        Assert.Contains($"Raise the scenario key {key}.", said, StringComparison.Ordinal);
    }
}
