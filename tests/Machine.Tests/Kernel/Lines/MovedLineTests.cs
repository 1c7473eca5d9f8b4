using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>irq_set_affinity: an interrupt that was moved moves, by its redirection entry.</summary>
public class MovedLineTests
{
    private const long MoveNs = 5_000_000;

    private static Scenario Moving(bool level, string kernel = "6.1") => new()
    {
        Name = "aff",
        Kernel = KernelVersion.Parse(kernel),
        Machine = new MachineShape { Cpus = 4 },
        Tick = new TickSetup { Phases = PhaseKind.Random },
        Workload = new Workload
        {
            Devices = [new DeviceLoad { Irq = 10, PerSecond = 20_000, Level = level, Cpu = 0 }],
            Operations = [new LineOperation { TimeNs = MoveNs, Action = LineAction.SetTarget, Line = 1, Cpu = 2 }],
        },
        Run = new RunPlan { DurationNs = 20_000_000 },
    };

    [Theory]
    [InlineData(false, "2.6.24")]
    [InlineData(false, "6.17")]
    [InlineData(true, "2.6.24")]
    [InlineData(true, "6.17")]
    public void Handlers_run_on_the_new_cpu_after_the_next_interrupt(bool level, string kernel)
    {
        Rig rig = Rig.Run(Moving(level, kernel), "native-lapic");
        TraceRecord asked = Assert.Single(rig.Of(TraceKind.LineOperation)), moved = Assert.Single(rig.Of(TraceKind.LineMoved));
        Assert.Equal((MoveNs, (long)LineAction.SetTarget, (short)1, 2), (asked.Time, asked.Argument, asked.Line, asked.Cpu));
        Assert.Equal(((short)1, 2), (moved.Line, moved.Cpu));
        TraceRecord[] runs = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Line == 1)];
        Assert.All(runs.Where(r => r.Time < MoveNs), r => Assert.Equal(0, r.Cpu));
        // The interrupt in whose ack the entry is written still runs on the old CPU, and so does what was sent before.
        Assert.InRange(runs.Count(r => r.Time >= MoveNs && r.Cpu == 0), 0, 2);
        Assert.InRange(runs.Count(r => r.Time >= MoveNs && r.Cpu == 2), 200, 400);
        Assert.Equal(2, rig.Machine.Lines.Table.Lines[1].Target);
    }

    [Fact]
    public void Both_engines_move_it_alike()
    {
        foreach (bool level in new[] { true, false })
        {
            string sequential = Simulator.Run(Moving(level), "irq0-edge", new EngineOptions { Kind = "sequential" }).Digest;
            string parallel = Simulator.Run(
                Moving(level), "irq0-edge", new EngineOptions { Threads = 2, AllTogether = true }).Digest;
            Assert.Equal(sequential, parallel);
        }
    }
}
