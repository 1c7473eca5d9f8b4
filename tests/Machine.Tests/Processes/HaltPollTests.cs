using Tickstorm.Processes;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Processes;

/// <summary>How long a host CPU polls for a vCPU that halts (Documentation/virt/kvm/halt-polling.rst).</summary>
public class HaltPollTests
{
    private static readonly HostLoad s_host = new() { HaltPollNs = 200_000, HaltPollStartNs = 10_000, HaltPollGrow = 2 };

    [Fact]
    public void It_grows_from_its_start_by_a_factor_up_to_the_limit_while_wake_ups_come_after_it_and_before_the_limit()
    {
        HaltPolls polls = new(s_host, 1);
        long[] lengths = [.. Enumerable.Range(0, 8).Select(_ => Block(polls, 190_000))];
        Assert.Equal([0, 10_000, 20_000, 40_000, 80_000, 160_000, 200_000, 200_000], lengths);
    }

    [Fact]
    public void It_stays_when_it_was_long_enough()
    {
        HaltPolls polls = new(s_host, 1);
        for (int i = 0; i < 3; i++) Block(polls, 50_000);
        Assert.Equal(40_000, Block(polls, 15_000));
        Assert.Equal(40_000, Block(polls, 40_000));
        Assert.Equal(40_000, Block(polls, 15_000));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 20_000)]
    public void It_shrinks_by_its_divisor_or_to_nothing_when_a_wake_up_comes_after_the_limit(int shrink, long after)
    {
        HaltPolls polls = new(s_host with { HaltPollShrink = shrink }, 1);
        for (int i = 0; i < 3; i++) Block(polls, 50_000);
        Assert.Equal(40_000, Block(polls, 200_001));
        Assert.Equal(after, Block(polls, 200_001));
    }

    [Fact]
    public void Without_a_limit_nobody_polls() => Assert.Equal(0, Block(new HaltPolls(new HostLoad(), 1), 5_000));

    // A vCPU halts and is woken after a time: how long was polled for it at most.
    private static long Block(HaltPolls polls, long ns)
    {
        long length = polls.Begin(0, 1_000);
        polls.End(0, 1_000 + ns);
        return length;
    }
}
