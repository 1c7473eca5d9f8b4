using Tickstorm.Kernel;
using Tickstorm.Processes;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>Who acquires a lock next.</summary>
public class LockQueueTests
{
    [Fact]
    public void Fifo_gives_it_to_the_longest_waiter_and_of_equals_to_the_lowest_id() =>
        Assert.Equal([4, 0, 2, 7, 1], Drain(Queue(new LockPolicy()), (4, 10), (0, 20), (2, 20), (7, 20), (1, 30)));

    [Fact]
    public void Rotate_starts_after_the_one_that_was_first_the_last_time()
    {
        LockQueue queue = Queue(new LockPolicy { Arbitration = LockArbitration.Rotate });
        Assert.Equal([5], Drain(queue, (5, 1)));
        Assert.Equal([6, 0, 3, 5], Drain(queue, (0, 2), (3, 2), (5, 2), (6, 2)));
    }

    [Fact]
    public void Topology_prefers_the_core_group_and_then_the_package_of_the_last_holder()
    {
        // Groups of 4, packages of 8.
        LockQueue queue = Queue(new LockPolicy { Arbitration = LockArbitration.Topology });
        Assert.Equal([9], Drain(queue, (9, 1)));
        Add(queue, (0, 2), (2, 2), (13, 2), (11, 2));
        Assert.Equal([11, 13, 0, 2], Drain(queue));
    }

    [Fact]
    public void Random_arbitration_only_mixes_those_of_one_nanosecond()
    {
        HashSet<int> firsts = new();
        for (ulong seed = 0; seed < 40; seed++)
        {
            int[] order = Drain(
                Queue(new LockPolicy { Arbitration = LockArbitration.Random }, seed), (3, 1), (0, 2), (1, 2), (2, 2), (4, 3));
            Assert.Equal((3, 4), (order[0], order[^1]));
            firsts.Add(order[1]);
        }

        Assert.Equal(3, firsts.Count);
    }

    [Fact]
    public void Unfair_picks_uniformly_among_all_that_wait()
    {
        int[] first = new int[4];
        for (ulong seed = 0; seed < 4_000; seed++)
            first[Drain(Queue(new LockPolicy { Fairness = LockFairness.Unfair }, seed), (0, 1), (1, 2), (2, 3), (3, 4))[0]]++;
        // 1,000 expected, standard deviation 27.
        Assert.All(first, count => Assert.InRange(count, 860, 1_140));
    }

    [Fact]
    public void A_copy_goes_on_like_the_original()
    {
        LockQueue queue = Queue(new LockPolicy { Fairness = LockFairness.Unfair }), copy = queue.Another();
        Add(queue, [.. Enumerable.Range(0, 40).Select(i => (i, (long)i))]);
        for (int i = 0; i < 13; i++) queue.Pick();
        queue.CopyTo(copy);
        Assert.Equal(Drain(queue), Drain(copy));
    }

    [Fact] // Section 1.13: up to ceil((N-1) x bail-out / H) + 1 re-runs.
    public void An_unfair_lock_lets_the_winner_back_in_early_so_it_runs_again_more_often()
    {
        const int Cpus = 64;
        Scenario scenario = Given.Arrivals(new long[Cpus]);
        // Re-runs as long as runs, so that losers are left to arrive.
        scenario = scenario with { Costs = scenario.Costs with { HandlerEmpty = 5_000 } };
        Assert.Equal(1, Rig.Run(scenario, "irq0-edge").Result.SpuriousRuns);
        long most = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Scenario unfair = scenario with
            {
                Lock = new LockPolicy { Fairness = LockFairness.Unfair }, Run = scenario.Run with { Seed = seed },
            };
            Rig rig = Rig.Run(unfair, "irq0-edge");
            Assert.Equal((1, Cpus - 1), (rig.Result.Ticks.Handled, rig.Result.Ticks.Dropped));
            most = Math.Max(most, rig.Result.SpuriousRuns);
        }

        Assert.InRange(most, 2, ((Cpus - 1) * 1_150 / 5_000) + 2);
    }

    private static LockQueue Queue(LockPolicy policy, ulong seed = 1) =>
        new(policy, new Topology(new MachineShape { Cpus = 16, Packages = 2, CoreGroup = 4 }, new Costs()), seed, 16);

    private static void Add(LockQueue queue, params (int Cpu, long Time)[] waiters)
    {
        foreach ((int cpu, long time) in waiters) queue.Add(new Waiter { Cpu = cpu, RequestNs = time });
    }

    private static int[] Drain(LockQueue queue, params (int Cpu, long Time)[] waiters)
    {
        Add(queue, waiters);
        List<int> order = new();
        while (queue.Count > 0) order.Add(queue.Pick().Cpu);
        return [.. order];
    }
}
