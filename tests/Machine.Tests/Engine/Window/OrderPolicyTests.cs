using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>Where everybody is in one chain, windows are executed in the order of time.</summary>
public class OrderPolicyTests
{
    private const long DurationNs = 10_000_000;

    [Fact]
    public void Windows_that_hold_next_to_nothing_and_throw_much_away_are_followed_by_some_in_order()
    {
        OrderPolicy policy = Taught(executed: 9, committed: 6, active: 2);
        Assert.Equal(2_000 * 16, policy.LengthNs(2_000));
        for (int i = 0; i < OrderPolicy.InOrder; i++)
        {
            Assert.True(policy.IsInOrder);
            policy.Learn(Window(rounds: 1, executed: 90, committed: 90, active: 30));
            Assert.True(i == OrderPolicy.InOrder - 1 || policy.LengthNs(2_000) == 2_000 * 16);
        }

        Assert.False(policy.IsInOrder);
        Assert.Equal(2_000, policy.LengthNs(2_000));
    }

    [Theory]
    [InlineData(6, 6, 2)]
    [InlineData(90, 60, 2)]
    [InlineData(9, 6, 20)]
    public void Windows_that_throw_nothing_away_or_hold_more_are_not(int executed, int committed, int active) =>
        Assert.False(Taught(executed, committed, active).IsInOrder);

    [Fact]
    public void They_become_longer_while_few_are_in_one_and_shorter_again()
    {
        OrderPolicy policy = Taught(executed: 9, committed: 6, active: 2);
        policy.Learn(Window(rounds: 1, executed: 90, committed: 90, active: 9));
        Assert.Equal(2_000 * 32, policy.LengthNs(2_000));
        policy.Learn(Window(rounds: 1, executed: 900, committed: 900, active: 45));
        Assert.Equal(2_000 * 16, policy.LengthNs(2_000));
        for (int i = 0; i < 40; i++) policy.Learn(Window(rounds: 1, executed: 9, committed: 9, active: 1));
        Assert.Equal(100_000_000, policy.LengthNs(1_000_000));
        Assert.Equal(200_000_000, policy.LengthNs(200_000_000));
    }

    [Fact]
    public void One_window_with_too_many_members_ends_it()
    {
        OrderPolicy policy = Taught(executed: 9, committed: 6, active: 2);
        policy.Learn(Window(rounds: 3, executed: 900, committed: 600, active: 80));
        Assert.False(policy.IsInOrder);
    }

    [Fact]
    public void A_length_that_is_given_is_kept()
    {
        OrderPolicy policy = Taught(executed: 9, committed: 6, active: 2, keepsLength: true);
        Assert.True(policy.IsInOrder);
        Assert.Equal(2_000, policy.LengthNs(2_000));
    }

    [Theory]
    [InlineData("hammer-line")]
    [InlineData("hammer-lock")]
    public void All_threads_and_windows_agree_with_the_reference_where_everybody_is_in_the_chain(string name) =>
        Agreement.Holds(() => Machine(name), DurationNs, trace: true, threadCounts: [1, 2, 8], windows: [2_000, 30_000, 0]);

    [Fact]
    public void Nothing_but_samples_is_thrown_away_where_everybody_is_in_the_chain()
    {
        RunOutcome outcome = ParallelEngine.Run(Machine("hammer-line"), DurationNs, new WindowOptions());
        Assert.InRange(outcome.Efficiency, 0.85, 1);
    }

    private static SmpMachine Machine(string name)
    {
        Scenario scenario = Repository.Scenario(name);
        return new SmpMachine(
            scenario with { Run = scenario.Run with { DurationNs = DurationNs } }, DesignLibrary.Find(scenario.Designs[0])!);
    }

    private static OrderPolicy Taught(int executed, int committed, int active, bool keepsLength = false)
    {
        OrderPolicy policy = new(isPossible: true, keepsLength);
        for (int i = 0; i < OrderPolicy.Sample; i++)
        {
            Assert.False(policy.IsInOrder);
            policy.Learn(Window(rounds: 3, executed, committed, active));
        }

        return policy;
    }

    private static WindowCounts Window(int rounds, int executed, int committed, int active) =>
        new(0, 2_000, rounds, IsCut: false, executed, committed, active, Waiting: 0);
}
