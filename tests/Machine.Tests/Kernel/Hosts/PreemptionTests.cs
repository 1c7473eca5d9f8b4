using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>vCPUs that lose their host CPUs in handlers, with interrupts off and with locks held.</summary>
public class PreemptionTests
{
    [Fact]
    public void Who_loses_its_cpu_in_a_handler_does_the_rest_of_it_later()
    {
        // Handlers of 400 us, slices of 300 us: most handlers are interrupted by the other vCPU.
        Scenario scenario = With(Given.Aligned(2, TickMode.Periodic, periods: 40), new HostLoad { Cpus = 1, SliceNs = 300_000 });
        scenario = scenario with { Tick = scenario.Tick with { Handler = DurationTable.Constant(400_000) } };
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.True(rig.Result.Host!.Preempted > 20, $"{rig.Result.Host.Preempted}");
        for (int cpu = 0; cpu < 2; cpu++)
        {
            long[] starts = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == cpu).Select(r => r.Time)];
            long[] ends = [.. rig.Of(TraceKind.HandlerExit).Where(r => r.Cpu == cpu).Select(r => r.Time)];
            foreach ((long start, long end) in starts.Zip(ends))
            {
                long stolen = rig.Of(TraceKind.Stolen).Where(r => r.Cpu == cpu && r.Time > start && r.Time <= end).Sum(r => r.Argument);
                // Beside it, the way to the host CPU and back is nobody's.
                Assert.Equal(start + 400_000 + stolen, end);
            }
        }

        // What was stolen within them costs the CPU nothing.
        Assert.InRange(rig.Result.CpuNsPerTick!.Value, 385_000, 401_000);
    }

    [Fact]
    public void A_preempted_holder_blocks_its_queue_for_as_long_as_it_is_away()
    {
        Rig rig = Rig.Run(Repository.Check("hosts/crowded-line"), "irq0-edge");
        HostReport host = rig.Result.Host!;
        Assert.True(host.Preempted > 50 && host.HoldersPreempted > 0 && host.WaitersPreempted > 0, $"{host}");
        // Three vCPUs take turns: a holder is away for two slices of 500 us at least.
        Assert.InRange(rig.Result.LockWaitNs.Max, 1_000_000, 5_000_000);
        DesignResult before = Rig.Run(
            Hosted(Repository.Check("hosts/crowded-line"), h => h with { Preemption = Preemption.Boundaries }), "irq0-edge").Result;
        Assert.InRange(before.LockWaitNs.Max, 0, 100_000);
    }

    [Fact]
    public void Holders_of_a_crowded_lock_are_preempted_as_often_as_a_slice_ends_in_its_holding()
    {
        Scenario scenario = Repository.Check("hosts/holder-256");
        LongWaits waits = new(scenario.Tick.PeriodNs, 3_000_000);
        DesignResult result = Simulator.Run(scenario, "irq0-edge", new EngineOptions { Kind = "sequential" }, waits);
        // Each period 256 vCPUs that run hold the lock for 150 ns one after the other: 38.4 us of a slice of 3 ms.
        double bursts = (double)scenario.Run.DurationNs / scenario.Tick.PeriodNs;
        Assert.InRange(result.Host!.HoldersPreempted / bursts, 0.009, 0.018);
        Assert.InRange(waits.Bursts.Count / bursts, 0.009, 0.018);
    }

    [Theory]
    [InlineData(DeviceKind.Msi)]
    [InlineData(DeviceKind.MsiX)]
    [InlineData(DeviceKind.Lpi)]
    public void Who_has_the_lock_of_a_message_is_preempted_as_others_are(DeviceKind kind)
    {
        Scenario scenario = Repository.Check("hosts/crowded-line");
        scenario = scenario with
        {
            Workload = scenario.Workload with
            {
                Devices = [.. scenario.Workload.Devices.Select(d => d with { Kind = kind, Level = false, PerSecond = 15_000, HandlerNs = 5_000 })],
            },
        };
        HostReport host = Rig.Run(scenario, "native-lapic").Result.Host!;
        Assert.True(host.HoldersPreempted > 0 && host.HeldNs > 1_000_000, $"{host}");
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge")]
    [InlineData("irq0-level@xt-pic")]
    [InlineData("irq0-fasteoi")]
    [InlineData("irq0-percpu-io-apic-chip")]
    [InlineData("vmi-own-vector")]
    [InlineData("pit-broadcast")]
    public void Preemption_anywhere_is_the_same_on_every_engine(string design)
    {
        Scenario scenario = Hosted(
            Repository.Check("hosts/crowded-line"), h => h with { Spin = SpinKind.Paravirtual, PauseLoopNs = 5_000 });
        Agreement.Holds(
            () => new SmpMachine(scenario, DesignLibrary.Find(design)!), scenario.Run.DurationNs, trace: true, threadCounts: [1, 2, 8],
            windows: [1_000, 100_000, 10_000_000, 0]);
    }

    [Theory]
    [InlineData("irq0-edge")]
    [InlineData("irq0-fasteoi")]
    [InlineData("vmi-own-vector")]
    [InlineData("irq0-percpu-io-apic-chip")]
    public void Where_nobody_shares_a_lock_that_is_released_costs_what_one_decided_at_once_costs(string design)
    {
        Scenario alone = With(Given.Aligned(8), new HostLoad { Cpus = 8 });
        alone = alone with { Costs = alone.Costs with { LineFinish = 1 } };
        DesignResult anywhere = Rig.Run(alone, design).Result;
        DesignResult boundaries = Rig.Run(Hosted(alone, h => h with { Preemption = Preemption.Boundaries }), design).Result;
        Assert.Equal(boundaries.Ticks, anywhere.Ticks);
        Assert.InRange(anywhere.LatencyNs.Max!.Value, boundaries.LatencyNs.Max!.Value * 0.97, boundaries.LatencyNs.Max!.Value * 1.03);
        Assert.Equal(boundaries.CpuNsPerTick!.Value, anywhere.CpuNsPerTick!.Value, 0.002 * boundaries.CpuNsPerTick!.Value);
    }

    // The bursts in which somebody waited for a lock for so long.
    private sealed class LongWaits(long periodNs, long waitNs) : ITraceSink
    {
        public HashSet<long> Bursts { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records)
        {
            foreach (ref readonly TraceRecord record in records)
            {
                if (record.Kind == TraceKind.LockWaitEnd && record.Argument >= waitNs)
                    Bursts.Add((record.Time - record.Argument) / periodNs);
            }
        }
    }

    private static Scenario With(Scenario scenario, HostLoad host) =>
        scenario with { Workload = scenario.Workload with { Host = host } };

    private static Scenario Hosted(Scenario scenario, Func<HostLoad, HostLoad> change) => With(scenario, change(scenario.Workload.Host));
}
