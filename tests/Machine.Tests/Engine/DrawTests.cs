using Tickstorm.Engine;

namespace Tickstorm.Tests.Engine;

/// <summary>Draws are functions of their keys alone, and the same on every machine.</summary>
public class DrawTests
{
    [Fact]
    public void The_exponential_table_is_pinned()
    {
        ulong checksum = EventHash.Start;
        for (ulong i = 0; i < 4096; i++) checksum = EventHash.Extend(checksum, Draw.Exponential(i << 52, 1 << 20), i);
        Assert.Equal(4396237625202940105UL, checksum);
    }

    [Fact]
    public void Exponential_draws_have_the_mean_and_the_tail()
    {
        const int Count = 200_000;
        double sum = 0;
        int beyond = 0;
        for (ulong i = 0; i < Count; i++)
        {
            long value = Draw.Exponential(Draw.Bits(3, 1, 2, i), 1_000_000);
            Assert.True(value >= 1);
            sum += value;
            if (value > 3_000_000) beyond++;
        }

        Assert.InRange(sum / Count, 990_000, 1_010_000);
        // e^-3 = 4.98 %.
        Assert.InRange(beyond, Count * 0.047, Count * 0.053);
    }

    [Fact]
    public void Uniform_draws_stay_below_the_bound_and_reach_every_value()
    {
        int[] seen = new int[10];
        for (ulong i = 0; i < 20_000; i++) seen[Draw.Below(Draw.Bits(1, 2, 3, i), 10)]++;
        // 2,000 expected, standard deviation 42.
        Assert.All(seen, count => Assert.InRange(count, 1_780, 2_220));
    }

    [Fact]
    public void Neighbouring_keys_share_nothing()
    {
        // An additive generator would let process p+1 walk the sequence of p one step behind.
        HashSet<ulong> all = new();
        for (int process = 0; process < 50; process++)
        {
            for (int purpose = 0; purpose < 10; purpose++)
            {
                for (ulong index = 0; index < 50; index++) all.Add(Draw.Bits(1, process, purpose, index));
            }
        }

        Assert.Equal(25_000, all.Count);
        Assert.NotEqual(Draw.Bits(1, 0, 0, 0), Draw.Bits(2, 0, 0, 0));
    }
}
