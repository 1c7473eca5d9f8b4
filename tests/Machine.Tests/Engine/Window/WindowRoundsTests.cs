using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class WindowRoundsTests
{
    [Fact]
    public void A_window_is_settled_after_the_round_that_changes_nothing()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(dirty: 2, executed: 50, earliestNs: 100));
        Assert.Equal(NextRound.None, rounds.After(dirty: 0, executed: 60, earliestNs: 1_200));
        Assert.Equal((2, 1_000, false), (rounds.Count, rounds.EndNs, rounds.IsCut));
    }

    [Fact]
    public void After_too_many_rounds_it_is_cut_where_everything_is_final()
    {
        WindowRounds rounds = new(1_000);
        for (int round = 1; round < WindowRounds.Most; round++)
            Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 10 + round, earliestNs: 100 * round));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 20, earliestNs: 800));
        Assert.Equal((800, true), (rounds.EndNs, rounds.IsCut));
        Assert.Equal(NextRound.None, rounds.After(0, executed: 30, earliestNs: long.MaxValue));
    }

    [Fact]
    public void So_it_is_when_it_executed_more_than_five_times_its_first_round()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1_000, earliestNs: 100));
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 5_000, earliestNs: 200));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 5_001, earliestNs: 300));
        Assert.Equal(300, rounds.EndNs);
    }

    [Fact]
    public void A_small_first_round_counts_as_256_events()
    {
        WindowRounds rounds = new(1_000);
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1, earliestNs: 100));
        Assert.Equal(NextRound.Dirty, rounds.After(1, executed: 1_280, earliestNs: 200));
        Assert.Equal(NextRound.All, rounds.After(1, executed: 1_281, earliestNs: 300));
    }

    [Fact]
    public void A_cut_window_that_changes_again_breaks_the_run()
    {
        WindowRounds rounds = new(1_000);
        rounds.After(1, 1, 100);
        rounds.After(1, 2_000, 300);
        string said = Assert.Throws<BrokenRunException>(() => rounds.After(1, 2_100, 250)).Message;
        Assert.Equal("A window cut at 300 ns changed a message before its end.", said);
    }
}
