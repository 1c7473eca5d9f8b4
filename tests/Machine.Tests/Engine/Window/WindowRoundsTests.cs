using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class WindowRoundsTests
{
    [Fact]
    public void A_window_is_settled_after_the_round_that_changes_nothing()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(dirty: 2, executed: 50, held: 50, earliestNs: 100));
        Assert.Equal(NextRound.None, rounds.After(dirty: 0, executed: 60, held: 50, earliestNs: 1_200));
        Assert.Equal((2, 1_000, false), (rounds.Count, rounds.EndNs, rounds.IsCut));
    }

    [Fact]
    public void Cheap_rounds_may_be_many()
    {
        WindowRounds rounds = new(1_000);
        for (int round = 1; round < 100; round++)
            Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1_000 + round, held: 1_000, earliestNs: round));
        Assert.False(rounds.IsCut);
    }

    [Fact]
    public void Where_each_round_is_dear_a_window_is_cut_after_some_where_everything_is_final()
    {
        WindowRounds rounds = new(1_000, mostRounds: 8);
        for (int round = 1; round < 8; round++)
            Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 10 + round, held: 10, earliestNs: 100 * round));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 20, held: 10, earliestNs: 800));
        Assert.Equal((800, true), (rounds.EndNs, rounds.IsCut));
        Assert.Equal(NextRound.None, rounds.After(0, executed: 30, held: 10, earliestNs: long.MaxValue));
    }

    [Fact]
    public void It_is_cut_when_it_executed_more_than_five_times_what_it_holds()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1_000, held: 1_000, earliestNs: 100));
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 5_000, held: 1_000, earliestNs: 200));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 5_001, held: 1_000, earliestNs: 300));
        Assert.Equal(300, rounds.EndNs);
    }

    [Fact]
    public void A_first_round_that_wakes_many_others_does_not_cut_it()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(4_095, executed: 100, held: 100, earliestNs: 100));
        Assert.Equal(NextRound.Dirty, rounds.After(4_095, executed: 12_000, held: 11_900, earliestNs: 200));
    }

    [Fact]
    public void A_small_window_counts_as_256_events()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1, held: 1, earliestNs: 100));
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1_280, held: 1, earliestNs: 200));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 1_281, held: 1, earliestNs: 300));
    }

    [Fact]
    public void A_cut_window_that_changes_again_breaks_the_run()
    {
        WindowRounds rounds = new(1_000);
        rounds.After(1, 1, 1, 100);
        rounds.After(1, 2_000, 1, 300);
        string said = Assert.Throws<BrokenRunException>(() => rounds.After(1, 2_100, 1, 250)).Message;
        Assert.Equal("A window cut at 300 ns changed a message before its end.", said);
    }
}
