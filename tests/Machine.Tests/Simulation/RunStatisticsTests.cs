using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Processes;
using Tickstorm.Simulation;
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
