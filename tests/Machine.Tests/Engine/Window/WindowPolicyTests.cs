using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Results;

namespace Tickstorm.Tests.Engine.Window;

public class WindowPolicyTests
{
    [Fact]
    public void Too_many_waiting_messages_halve_the_window_down_to_the_lookahead()
    {
        WindowPolicy policy = new(fixedNs: 1_000, minLookaheadNs: 400);
        policy.Bound(count: 10, most: 10);
        Assert.Equal(1_000, policy.LengthNs);
        policy.Bound(count: 11, most: 10);
        Assert.Equal(500, policy.LengthNs);
        policy.Bound(count: 11, most: 10);
        Assert.Equal(400, policy.LengthNs);
    }

    [Fact]
    public void Where_a_window_costs_an_exchange_those_that_are_settled_at_once_become_longer_sooner()
    {
        WindowPolicy cheap = new(0, 100), dear = new(0, 100, isDear: true);
        foreach (WindowPolicy policy in new[] { cheap, dear })
            for (int i = 0; i < 3; i++) policy.Learn(cut: false, policy.LengthNs, rounds: 1, executed: 2_000, committed: 2_000);
        Assert.Equal((168_750, 3_200_000), (cheap.LengthNs, dear.LengthNs));
        dear.Learn(cut: false, dear.LengthNs, rounds: 2, executed: 2_000, committed: 2_000);
        Assert.Equal(4_800_000, dear.LengthNs);
    }

    [Fact]
    public void A_large_machine_may_always_keep_a_few_messages_for_each_process()
    {
        Assert.Equal(1_000_000, WindowPolicy.MostWaiting(processes: 4_096, owners: 1));
        Assert.Equal(3_000_000, WindowPolicy.MostWaiting(processes: 4_096, owners: 3));
        Assert.Equal(4_000_000, WindowPolicy.MostWaiting(processes: 1_000_000, owners: 1));
    }

    [Fact]
    public void Waiting_messages_bound_the_windows_of_the_embedded_engine_and_change_no_result()
    {
        PholdParameters parameters = new(Processes: 256, RemotePercent: 100);
        const long Duration = 20 * PholdParameters.Mean;
        PholdModel free = new(parameters);
        RunOutcome unbounded = Run(free, new WindowOptions());
        List<long> windows = [];
        foreach (int threads in Agreement.Threads)
        {
            PholdModel model = new(parameters);
            RunOutcome outcome = Run(model, new WindowOptions { Threads = threads, MostWaiting = 300, SmallWindow = 0 });
            Assert.Equal(EventHash.Digest(free), EventHash.Digest(model));
            windows.Add(outcome.Windows);
        }

        Assert.All(windows, count => Assert.True(count > unbounded.Windows, $"{count} and {unbounded.Windows} windows"));
        // From counts alone: threads do not decide.
        Assert.Single(windows.Distinct());

        static RunOutcome Run(PholdModel model, WindowOptions options) => ParallelEngine.Run(model, Duration, options);
    }
}
