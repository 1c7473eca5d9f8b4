using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class EventListTests
{
    [Fact]
    public void It_gives_what_a_search_of_all_times_gives() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements(1, 3, 64, 65, 300).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (count, seed) =>
        {
            Random random = new(seed);
            EventList list = new();
            long[] times = new long[count];
            Array.Fill(times, long.MaxValue);
            bool same = true;
            for (int turn = 0; turn < 60; turn++)
            {
                if (random.Next(20) == 0)
                {
                    list.Clear();
                    Array.Fill(times, long.MaxValue);
                }

                for (int change = random.Next(count); change >= 0; change--)
                {
                    int member = random.Next(count);
                    long ns = random.Next(100);
                    if (times[member] == long.MaxValue && random.Next(2) == 0) list.Add(member, ns);
                    else list.Bring(member, ns);
                    times[member] = Math.Min(times[member], ns);
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
}
