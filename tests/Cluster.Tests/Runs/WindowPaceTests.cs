using Tickstorm.Grains.Runs;

namespace Tickstorm.Tests.Runs;

/// <summary>Which windows of an epoch are told as spans.</summary>
public sealed class WindowPaceTests
{
    [Fact]
    public void The_first_windows_are_told_however_fast_they_come_and_then_ten_a_second()
    {
        StandingClock clock = new();
        WindowPace pace = new(clock);
        Assert.All(Enumerable.Range(0, WindowPace.First), _ => Assert.True(pace.IsDue()));
        Assert.False(pace.IsDue());

        int told = 0;
        for (int ms = 0; ms < 1_000; ms++)
        {
            clock.Now += TimeSpan.TicksPerMillisecond;
            if (pace.IsDue()) told++;
        }

        Assert.Equal(10, told);
    }

    [Fact]
    public void Runs_beside_each_other_do_not_take_each_others_windows()
    {
        StandingClock clock = new();
        WindowPace one = new(clock), other = new(clock);
        Assert.All(Enumerable.Range(0, WindowPace.First), _ => Assert.True(one.IsDue() && other.IsDue()));
    }

    private sealed class StandingClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
