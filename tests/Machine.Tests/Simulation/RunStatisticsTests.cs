using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Simulation;

/// <summary>What parts of a run measured, and the whole.</summary>
public class RunStatisticsTests
{
    [Fact]
    public void Parts_that_travel_as_bytes_add_up_to_the_whole() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            RunStatistics whole = new(perCpu: true), first = new(perCpu: true), second = new(perCpu: true), sum = new(perCpu: true);
            for (int cpu = 0; cpu < 30; cpu++)
            {
                Statistic[] measured = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Any(random)), AnyDrop(random)];
                whole.Fold(cpu, measured);
                (cpu % 3 == 0 ? first : second).Fold(cpu, measured);
            }

            sum.Add(first.ToBytes());
            sum.Add(second.ToBytes());
            return sum.ToBytes().AsSpan().SequenceEqual(whole.ToBytes());
        }));

    [Fact]
    public void A_packed_first_drop_and_a_packed_verdict_come_back_whole() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            FirstDrop drop = new(random.NextInt64(), Reason(random), random.Next(2) == 0, random.Next(24), random.Next(-1, 1_000_000));
            Verdict verdict = new(
                Enum.GetValues<FlowVerdict>()[random.Next(5)], random.Next(16), random.Next(2) == 0, random.Next(2) == 0,
                Reason(random), random.Next(2) == 0, random.Next(-1, 1_000_000));
            return FirstDrop.Unpack(drop.Pack()) == drop && Verdict.Unpack(verdict.Pack()) == verdict;
        }));

    [Fact]
    public void The_worst_tick_is_the_first_one_of_the_lowest_cpu_in_whatever_order_they_come()
    {
        (int Cpu, Statistic[] Measured)[] parts =
        [
            (4, [Latency(900, 1), Latency(900, 2)]), (2, [Latency(10, 1), Latency(900, 7), Latency(900, 8)]), (3, [Latency(899, 1)]),
        ];
        foreach (int first in (int[])[0, 1, 2])
        {
            RunStatistics whole = new(perCpu: false), sum = new(perCpu: false);
            for (int i = 0; i < parts.Length; i++)
            {
                (int cpu, Statistic[] measured) = parts[(first + i) % parts.Length];
                whole.Fold(cpu, measured);
                RunStatistics part = new(perCpu: false);
                part.Fold(cpu, measured);
                sum.Add(part.ToBytes());
            }

            Assert.Equal(new WorstTick(900, 2, 7), whole.Worst);
            Assert.Equal(new WorstTick(900, 2, 7), sum.Worst);
        }
    }

    [Fact]
    public void Equal_latencies_that_follow_each_other_are_one_entry_with_the_first_interrupt()
    {
        Effects effects = new(new Engine.Links());
        effects.MeasureFirst((int)StatisticKind.Latency, 900, 7);
        effects.MeasureFirst((int)StatisticKind.Latency, 900, 8);
        effects.MeasureFirst((int)StatisticKind.Latency, 900, 9, count: 3);
        effects.MeasureFirst((int)StatisticKind.Latency, 901, 12);
        Assert.Equal(
            [new Statistic((int)StatisticKind.Latency, 5, 900, 7), Latency(901, 12)],
            effects.Statistics.AsSpan(0, effects.StatisticCount).ToArray());
    }

    [Fact]
    public void The_worst_tick_of_a_machine_that_idles_has_its_interrupt()
    {
        Scenario scenario = Library.Short("nohz-mixed");
        Assert.True(Simulator.Run(scenario, "native-lapic", new EngineOptions()).Worst!.Interrupt > 0);
    }

    private static Statistic Latency(long ns, long interrupt) => new((int)StatisticKind.Latency, 1, ns, interrupt);

    private static Statistic Any(Random random)
    {
        StatisticKind[] kinds = [StatisticKind.Latency, StatisticKind.Late];
        LockWaitKind[] locks = Enum.GetValues<LockWaitKind>();
        if (random.Next(3) == 0) return new LockWait(locks[random.Next(locks.Length)], random.Next(1_000_000), random.Next(4)).Pack();
        return new((int)kinds[random.Next(2)], 1 + random.Next(3), random.Next(1_000_000), random.Next(4));
    }

    private static Statistic AnyDrop(Random random) =>
        new FirstDrop(random.Next(1_000_000), Reason(random), random.Next(2) == 0, 0, random.Next(-1, 30)).Pack();

    private static DropReason Reason(Random random) => (DropReason)random.Next(1, Enum.GetValues<DropReason>().Length);
}
