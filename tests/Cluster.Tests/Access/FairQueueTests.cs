using Tickstorm.Grains.Runs;

namespace Tickstorm.Tests.Access;

public class FairQueueTests
{
    [Fact]
    public void Of_one_owner_runs_begin_in_the_order_in_which_they_came() =>
        Assert.Equal(["a", "b", "c"], FairQueue.Order([Waits("a", "ann"), Waits("b", "ann"), Waits("c", "ann")], []));

    [Fact]
    public void Who_has_many_waiting_does_not_keep_out_who_has_one() =>
        Assert.Equal(["a", "d", "b", "c"], FairQueue.Order([Waits("a", "ann"), Waits("b", "ann"), Waits("c", "ann"), Waits("d", "bob")], []));

    [Fact]
    public void Runs_that_go_on_count_too() =>
        Assert.Equal(
            ["d", "a", "b"],
            FairQueue.Order([new OpenRun("x", "ann", Waits: false), Waits("a", "ann"), Waits("b", "ann"), Waits("d", "bob")], []));

    [Fact]
    public void Among_equals_it_is_the_turn_of_who_has_waited_longest() =>
        Assert.Equal(["d", "b", "e", "c"], FairQueue.Order([Waits("b", "ann"), Waits("c", "ann"), Waits("d", "bob"), Waits("e", "bob")], ["ann"]));

    [Fact]
    public void What_goes_on_is_not_in_the_queue() => Assert.Empty(FairQueue.Order([new OpenRun("x", "ann", Waits: false)], []));

    private static OpenRun Waits(string name, string owner) => new(name, owner, Waits: true);
}
