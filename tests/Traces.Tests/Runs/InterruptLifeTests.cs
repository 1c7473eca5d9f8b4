using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Runs;

public sealed class InterruptLifeTests
{
    private static readonly TraceRunInfo s_info = new() { RunId = "r", LateNs = 1_000, ApicDeliverNs = 300 };

    [Fact]
    public void A_tick_is_late_when_the_ledger_says_so_and_waited_as_long_as_that_says()
    {
        Streams waits = new Streams().Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Accepted, 1)
            .Add(1_700, 0, TraceKind.Dispatched, 1)
            .Add(1_800, 0, TraceKind.LockWaitBegin, 1).Add(2_100, 0, TraceKind.LockWaitEnd, 1, argument: 300)
            .Add(2_100, 0, TraceKind.HandlerEnter, 1)
            .Add(2_100, 0, TraceKind.LockWaitBegin, 1, line: LockLines.Xtime)
            .Add(2_401, 0, TraceKind.LockWaitEnd, 1, line: LockLines.Xtime, argument: 301);

        Assert.True(Told(waits) is { IsLate: false, WaitedNs: 1_001, LateCause: LateCauseKind.None });
        InterruptLife late = Told(waits.Add(7_401, 0, TraceKind.Late, 1, argument: LateTick.Pack(1_002, LateCauseKind.Vector, 0xef)));
        Assert.True(late is { IsLate: true, WaitedNs: 1_002, LateCause: LateCauseKind.Vector, LateId: 0xef });
        Assert.Equal((300, 301, 400), (late.LineWaitNs, late.LockWaitNs, late.VectorWaitNs));
    }

    [Fact]
    public void What_it_waits_for_after_its_own_handler_delays_nobodys_tick()
    {
        InterruptLife life = Told(new Streams().Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Dispatched, 1)
            .Add(1_100, 0, TraceKind.HandlerEnter, 1).Add(6_100, 0, TraceKind.HandlerExit, 1)
            .Add(6_100, 0, TraceKind.LockWaitBegin, 1).Add(96_100, 0, TraceKind.LockWaitEnd, 1, argument: 90_000));

        Assert.True(life is { IsLate: false, WaitedNs: 0, LockedNs: 90_000, TookNs: 5_000, WaitSinceNs: 6_100 });
    }

    [Fact]
    public void An_interrupt_that_is_no_tick_and_a_lost_tick_are_never_late()
    {
        Streams ipi = new Streams().Add(1_000, 0, TraceKind.Accepted, 1).Add(9_000, 0, TraceKind.Dispatched, 1)
            .Add(9_100, 0, TraceKind.HandlerEnter, 1);
        Streams dropped = new Streams().Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Accepted, 1)
            .Add(9_000, 0, TraceKind.Dispatched, 1).Add(9_100, 0, TraceKind.Dropped, 1, argument: (long)DropReason.LineInProgress);

        Assert.False(Told(ipi).IsLate);
        Assert.False(Told(dropped).IsLate);
        Assert.Equal(InterruptOutcome.Dropped, Told(dropped).Outcome);
    }

    [Theory]
    [InlineData(TraceKind.Coalesced, true, InterruptOutcome.Coalesced)]
    [InlineData(TraceKind.Masked, true, InterruptOutcome.Masked)]
    [InlineData(TraceKind.Dropped, false, InterruptOutcome.Dropped)]
    [InlineData(TraceKind.Returned, true, InterruptOutcome.Pending)]
    public void A_dropped_interrupt_still_returns_and_the_others_that_are_lost_do_not(TraceKind last, bool over, InterruptOutcome outcome)
    {
        InterruptLife life = Told(new Streams().Add(1_000, 0, TraceKind.Raised, 1).Add(1_300, 0, TraceKind.Dispatched, 1)
            .Add(1_500, 0, last, 1));

        Assert.Equal((over, outcome), (life.IsOver, life.Outcome));
    }

    [Fact]
    public void What_never_reached_its_cpu_is_over_when_it_is_dropped() =>
        Assert.True(Told(new Streams().Add(1_000, 0, TraceKind.Raised, 1).Add(1_000, 0, TraceKind.Dropped, 1)).IsOver);

    [Fact]
    public void Lives_are_used_again_and_as_new()
    {
        InterruptLives<InterruptLife> lives = new(s_info);
        InterruptLife first = lives.Follow(Told(TraceKind.Raised, 1));
        lives.Follow(Told(TraceKind.Coalesced, 1));
        lives.Close(first);

        InterruptLife second = lives.Follow(Told(TraceKind.Dispatched, 2));

        Assert.Same(first, second);
        Assert.True(second is { Number: 2, IsTick: false, IsOver: false, Loss: null });
        Assert.Null(lives.Find(0, 1));
        Assert.Equal(2, lives.Running(0));
    }

    [Fact]
    public void Interrupts_whose_end_never_comes_are_given_back_oldest_first()
    {
        InterruptLives<InterruptLife> lives = new(s_info);
        for (int i = 1; i <= 32; i++) lives.Follow(Told(TraceKind.Raised, i));
        Assert.Null(lives.Abandoned(0));

        lives.Follow(Told(TraceKind.Raised, 33));

        Assert.Equal(1, lives.Abandoned(0)!.Number);
        List<long> rest = [];
        lives.CloseAll(life => rest.Add(life.Number));
        Assert.Equal(Enumerable.Range(1, 33).Select(i => (long)i), rest);
    }

    private static TraceRecord Told(TraceKind kind, long number) => new(1_000, 0, 0, kind, 0, number, 0x31, 0, -1, 0);

    private static InterruptLife Told(Streams streams)
    {
        TraceRecord[] records = streams.Records;
        InterruptLife life = new();
        life.Begin(records[0]);
        foreach (TraceRecord record in records) life.Tell(record, s_info);
        return life;
    }
}
