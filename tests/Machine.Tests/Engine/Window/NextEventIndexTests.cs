using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class NextEventIndexTests
{
    [Fact]
    public void It_finds_what_a_search_of_all_times_finds() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements(1, 63, 64, 65, 4_096, 9_000).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (count, seed) =>
        {
            Random random = new(seed);
            int first = random.Next(1_000);
            NextEventIndex index = new(first, count);
            long[] times = new long[count];
            Array.Fill(times, long.MaxValue);
            bool same = true;
            for (int turn = 0; turn < 30; turn++)
            {
                for (int change = random.Next(20); change >= 0; change--)
                {
                    int p = random.Next(count);
                    times[p] = random.Next(4) == 0 ? long.MaxValue : random.Next(100);
                    index.Set(first + p, times[p]);
                }

                long until = random.Next(110);
                List<int> found = [];
                index.CollectBefore(until, found);
                same &= index.Earliest == times.Min()
                    && found.SequenceEqual(Enumerable.Range(0, count).Where(p => times[p] < until).Select(p => first + p))
                    && index.At(first + count - 1) == times[^1];
            }

            return same;
        }));

    [Fact]
    public void A_range_without_events_has_no_earliest() => Assert.Equal(long.MaxValue, new NextEventIndex(7, 0).Earliest);
}
