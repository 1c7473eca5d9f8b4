using Tickstorm.Client.Sweeps;

namespace Tickstorm.Tests.Sweeps;

public class BisectionTests
{
    [Fact]
    public void The_first_number_is_found_exactly_and_within_the_bound()
    {
        Random random = new(7);
        for (int i = 0; i < 3_000; i++)
        {
            long from = random.Next(0, 50), to = from + (i % 3 == 0 ? random.Next(0, 20) : random.NextInt64(0, 1L << random.Next(1, 60)));
            long first = i % 7 == 0 ? to + 1 : random.NextInt64(from, to + 1);
            Bisection bisection = new(from, to, value => value >= first);
            bisection.Run(toTheEnd: i % 2 == 0);
            Assert.Equal(first > to ? null : first, bisection.First);
            Assert.True(bisection.Asked.Count <= bisection.Most, $"{bisection.Asked.Count} of {bisection.Most}, {from}..{to}, {first}");
            Assert.Empty(bisection.Against);
            Assert.True(bisection.Asked.Keys.All(key => key >= from && key <= to));
        }
    }

    [Fact]
    public void What_is_not_monotone_is_said_where_it_was_seen()
    {
        Bisection bisection = new(1, 1_024, value => value >= 100 && value != 1_024);
        bisection.Run(toTheEnd: true);
        Assert.Equal(100, bisection.First);
        Assert.Equal([1_024], bisection.Against);
    }
}
