using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class BoundedWindowsTests
{
    // 3,000 CPUs at 20,000 Hz: a window of 10 s has 1.8 thousand million events.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_window_from_the_first_one_on_has_more_events_than_silos_bear(int silos)
    {
        const double EventsOfOne = 3 * 20_000 / 1e9, Events = 3_000 * EventsOfOne;
        BoundedWindows windows = new(10_000_000_000, minLookaheadNs: 100, processes: 3_000, silos);
        long most = 0, longest = 0;
        for (int i = 0; i < 50; i++)
        {
            long length = windows.LengthNs;
            longest = Math.Max(longest, length);
            most = Math.Max(most, (long)(length * Events));
            windows.Learn(Window(length, (long)(length * Events), (long)(length * EventsOfOne)));
        }

        Assert.InRange(most, 1, 10_000_000 * silos);
        Assert.InRange(longest, 10_000_000, 1_000_000_000);
        Assert.Equal(0, windows.LearnedNs);
    }

    [Fact]
    public void Windows_that_turn_out_to_be_too_long_are_halved_and_the_bound_is_known()
    {
        BoundedWindows windows = new(800_000, minLookaheadNs: 100, processes: 16, silos: 1);
        Assert.Equal(50_000, windows.LengthNs);
        for (int i = 0; i < 3; i++) windows.Learn(Window(windows.LengthNs, 1_000, 10));
        Assert.Equal(800_000, windows.LengthNs);
        windows.Learn(Window(800_000, 1_000, 60_000));
        Assert.Equal(400_000, windows.LengthNs);
        Assert.Equal(400_000, windows.LearnedNs);
    }

    private static WindowCounts Window(long lengthNs, long events, long turn) =>
        new(0, lengthNs, Rounds: 1, IsCut: false, Executed: events, Committed: events, Active: 1, Waiting: 0) { LongestTurn = turn };
}
