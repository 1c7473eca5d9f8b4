using Tickstorm.Grains.Runs;

namespace Tickstorm.Tests.Runs;

public class LeadershipTests
{
    private readonly Signal _changed = new();

    [Fact]
    public void A_pause_is_reached_only_while_an_epoch_leads_and_the_wish_still_stands()
    {
        Leadership leadership = new(_changed);
        leadership.Take(RunWish.Pause);
        Assert.False(leadership.Become(LeaderState.Paused));
        leadership.Become(LeaderState.BetweenEpochs);
        Assert.False(leadership.Become(LeaderState.Paused));
        leadership.Become(LeaderState.Leading);
        leadership.Take(RunWish.GoOn);
        Assert.False(leadership.Become(LeaderState.Paused));
        leadership.Take(RunWish.Pause);
        Assert.True(leadership.Become(LeaderState.Paused));
    }

    [Fact]
    public void A_paused_epoch_goes_on_when_nobody_wishes_a_pause_any_more()
    {
        Leadership leadership = Paused();
        leadership.GoOnIfWished();
        Assert.Equal(LeaderState.Paused, leadership.State);
        leadership.Take(RunWish.GoOn);
        leadership.GoOnIfWished();
        Assert.Equal(LeaderState.Leading, leadership.State);
    }

    [Fact]
    public void A_wish_to_cancel_is_never_taken_back()
    {
        Leadership leadership = Paused();
        leadership.Take(RunWish.Cancel);
        leadership.Take(RunWish.Pause);
        leadership.Take(RunWish.GoOn);
        Assert.Equal(RunWish.Cancel, leadership.Wish);
        leadership.GoOnIfWished();
        Assert.Equal(LeaderState.Leading, leadership.State);
    }

    [Fact]
    public void Silos_that_change_end_the_epoch_of_a_paused_run_too_and_no_epoch_is_ended_that_has_not_begun()
    {
        Leadership leadership = new(_changed);
        Assert.False(leadership.Become(LeaderState.Regrouping));
        leadership.Become(LeaderState.BetweenEpochs);
        Assert.False(leadership.Become(LeaderState.Regrouping));
        leadership = Paused();
        Assert.True(leadership.Become(LeaderState.Regrouping));
        leadership.Take(RunWish.GoOn);
        leadership.GoOnIfWished();
        Assert.Equal(LeaderState.Regrouping, leadership.State);
    }

    [Theory]
    [InlineData(LeaderState.Idle)]
    [InlineData(LeaderState.BetweenEpochs)]
    [InlineData(LeaderState.Leading)]
    [InlineData(LeaderState.Paused)]
    [InlineData(LeaderState.Regrouping)]
    [InlineData(LeaderState.Ended)]
    public void A_leader_that_moves_does_nothing_else_any_more(object next)
    {
        Leadership leadership = Paused();
        Assert.True(leadership.Become(LeaderState.Moving));
        Assert.False(leadership.Become((LeaderState)next));
        Assert.Equal(LeaderState.Moving, leadership.State);
    }

    [Fact]
    public async Task Who_waits_for_a_state_is_woken_by_each_change_and_gives_up_in_time()
    {
        Leadership leadership = new(_changed);
        Task<bool> leading = _changed.Until(() => leadership.State == LeaderState.Leading, Timeout.InfiniteTimeSpan);
        leadership.Become(LeaderState.BetweenEpochs);
        Assert.False(leading.IsCompleted);
        leadership.Become(LeaderState.Leading);
        Assert.True(await leading);
        Assert.False(await _changed.Until(() => leadership.State == LeaderState.Ended, TimeSpan.FromMilliseconds(20)));
    }

    private Leadership Paused()
    {
        Leadership leadership = new(_changed);
        leadership.Become(LeaderState.BetweenEpochs);
        leadership.Become(LeaderState.Leading);
        leadership.Take(RunWish.Pause);
        leadership.Become(LeaderState.Paused);
        return leadership;
    }
}
