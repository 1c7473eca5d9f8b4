using Tickstorm.Tracing;

namespace Tickstorm.Tests.Tracing;

/// <summary>Sorting by digits gives what comparing gives.</summary>
public sealed class TraceSortTests
{
    // Times of one window, of a run, and too far apart for digits; many records at each time, or few.
    [Theory]
    [InlineData(100, 1_000)]
    [InlineData(5_000, 1)]
    [InlineData(5_000, 50)]
    [InlineData(5_000, 4_000_000)]
    [InlineData(20_000, long.MaxValue)]
    public void Records_come_into_the_total_order_whatever_their_times(int count, long span)
    {
        TraceSort sort = new();
        Random random = new(count);
        for (int round = 0; round < 4; round++)
        {
            TraceRecord[] records =
                [.. Enumerable.Range(0, count - round * 7).Select(i => Of(random.NextInt64(span), random.Next(40), (uint)i))];
            if (round == 1) Array.Sort(records, TraceRecord.Compare);
            if (round == 2) Array.Sort(records, static (left, right) => (left.Process, left.Time).CompareTo((right.Process, right.Time)));
            TraceRecord[] expected = [.. records.OrderBy(record => record.Order)];
            Assert.Equal(expected, sort.Sort(records).ToArray());
        }
    }

    [Fact]
    public void Times_before_the_start_and_the_largest_ones_are_sorted_too()
    {
        TraceRecord[] records =
            [.. Enumerable.Range(0, 600).Select(i => Of((i % 3) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => -i }, i, 0))];
        TraceRecord[] expected = [.. records.OrderBy(record => record.Order)];
        Assert.Equal(expected, new TraceSort().Sort(records).ToArray());
        Assert.Equal(0, new TraceSort().Sort([]).Count);
    }

    private static TraceRecord Of(long time, int process, uint sequence) =>
        new(time, process, sequence, TraceKind.Raised, process, sequence, 239, -1, -1, time);
}
