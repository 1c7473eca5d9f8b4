using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>What is done over and over in a large machine's long run allocates nothing that grows with the machine.</summary>
public class SteadyStateTests
{
    // With the detectors, which know of every CPU, and tables that have grown.
    private const int Cpus = 20_000;
    private const long LongNs = 10_000_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void A_window_of_a_silo_allocates_less_than_4_KB_when_its_tables_have_grown(int ipis)
    {
        Spans spans = new(Plan(400_000_000, 2_000, ipis), silos: 2, workers: 1, windowNs: 10_000_000);
        spans.Run(mostWindows: 20);
        Spans longer = new(Plan(4_000_000_000, 2_000, ipis), silos: 2, workers: 1, windowNs: 10_000_000);
        longer.Run(mostWindows: 20);
        // Both grow alike; the longer one has so many windows more.
        long bytes = (longer.Allocated - spans.Allocated) / (longer.Windows - spans.Windows) / 2;
        Assert.True(bytes < 4096, $"{bytes} bytes per window and silo, {longer.Windows} windows");
    }

    [Fact]
    public void A_checkpoint_in_arrays_that_are_there_allocates_nothing_for_each_cpu()
    {
        MachineSpan span = Span();
        Dictionary<int, Stack<byte[]>> arrays = [];
        (int, int, bool)[] ranges = [.. Enumerable.Range(0, 21).Select(i => (i * 1000, i < 20 ? i * 1000 + 1000 : End, i == 0))];
        byte[][] first = span.Save(ranges, 0, size => new byte[size]);
        foreach (IGrouping<int, byte[]> some in first.GroupBy(block => block.Length)) arrays[some.Key] = new Stack<byte[]>(some);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[][] second = span.Save(ranges, 0, size => arrays[size].Pop());
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes < 4096 * ranges.Length, $"{bytes} bytes");
    }

    [Fact]
    public void What_a_long_run_is_reduced_to_does_not_grow_with_its_CPUs()
    {
        byte[] fold = MachineFold.Joined(Plan(LongNs, Cpus, 0), [Span().Fold(0, End, LongNs)]).ToBytes();
        Assert.True(fold.Length < Cpus, $"{fold.Length} bytes");
    }

    private static int End => Plan(LongNs, Cpus, 0).ProcessCount;

    // At time 0, alone, with one worker: who asks for a checkpoint copies it.
    private static MachineSpan Span()
    {
        MachinePlan plan = Plan(LongNs, Cpus, 0);
        MachineSpan span = new(plan, false, new ProcessRanges([0, plan.ProcessCount]), 0, 1, 0, null, new Nobody());
        span.Begin();
        return span;
    }

    private static MachinePlan Plan(long durationNs, int cpus, int ipis)
    {
        Scenario scenario = Given.Aligned(cpus);
        return new MachinePlan(
            scenario with
            {
                Tick = scenario.Tick with { Hz = 100, Phases = PhaseKind.Random },
                Workload = new Workload { ReschedulePerSecond = ipis }, Run = scenario.Run with { DurationNs = durationNs },
            },
            DesignLibrary.Find("native-lapic")!);
    }
}
