using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class EventListTests
{
    private const long End = 90;

    [Fact]
    public void It_gives_what_a_search_of_all_times_gives() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements(1, 3, 64, 65, 300).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (count, seed) =>
        {
            Random random = new(seed);
            EventList list = new();
            long[] times = new long[count];
            bool same = true;
            for (int turn = 0; turn < 60; turn++)
            {
                if (turn % 20 == 0)
                {
                    list.Begin(End);
                    int early = random.Next(count);
                    for (int member = 0; member < count; member++)
                    {
                        times[member] = Until(random.Next(100));
                        if (member < early) list.Append(member, times[member]);
                        if (member == early) list.Sort();
                        if (member >= early) list.Add(member, times[member]);
                    }
                }

                for (int change = random.Next(count); change >= 0; change--)
                {
                    int member = random.Next(count);
                    long ns = random.Next(100);
                    if (times[member] == long.MaxValue && random.Next(2) == 0) list.Add(member, ns);
                    else list.Bring(member, ns);
                    times[member] = Math.Min(times[member], Until(ns));
                }

                same &= list.Earliest == times.Min();
                long until = random.Next(110);
                List<int> taken = [];
                list.TakeBefore(until, taken);
                same &= taken.Select(member => times[member]).SequenceEqual(times.Where(ns => ns < until).Order())
                    && taken.Order().SequenceEqual(Enumerable.Range(0, count).Where(member => times[member] < until));
                foreach (int member in taken) times[member] = long.MaxValue;
                same &= list.Earliest == times.Min();
            }

            return same;
        }));

    // What is not before the window's end is not kept.
    private static long Until(long ns) => ns < End ? ns : long.MaxValue;
}
