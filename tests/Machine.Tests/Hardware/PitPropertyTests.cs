using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public sealed class PitPropertyTests
{
    // The count goes down by the clocks that have passed (twice as fast in mode 3), modulo the reload value; it never goes up in between.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_count_never_runs_backwards(int mode)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Random random = new(seed);
            int reload = random.Next(2, 0x10000) & (mode == 3 ? ~1 : ~0);
            Pit8254 pit = new();
            pit.Write(0x61, 0, 0);
            pit.Write(0x43, (byte)(0xb0 | (mode << 1)), 0);
            pit.Write(0x42, (byte)reload, 0);
            pit.Write(0x42, (byte)(reload >> 8), 0);
            pit.Write(0x61, 1, 0); // The gate rises: modes 1 and 5 start, the others go on.

            long now = 0, last = Read(pit, now);
            for (int step = 0; step < 200; step++)
            {
                long ns = random.Next(1, 400_000);
                long clocks = PitClock.Clocks(now + ns) - PitClock.Clocks(now);
                now += ns;
                pit.Advance(now);
                long count = Read(pit, now), modulus = mode is 2 or 3 ? reload : 0x10000;
                long fallen = ((last - count) % modulus + modulus) % modulus;
                Assert.Equal(clocks * (mode == 3 ? 2 : 1) % modulus, fallen);
                last = count;
            }
        }
    }

    [Fact]
    public void A_held_gate_stops_the_count_and_its_rise_lets_it_go_on()
    {
        Pit8254 pit = new();
        pit.Write(0x61, 1, 0);
        pit.Write(0x43, 0xb0, 0);
        pit.Write(0x42, 0x00, 0);
        pit.Write(0x42, 0x80, 0);
        pit.Write(0x61, 0, 1_000_000);
        int held = Read(pit, 1_000_000);
        Assert.Equal(held, Read(pit, 9_000_000));
        pit.Write(0x61, 1, 9_000_000);
        int fallen = held - Read(pit, 10_000_000);
        Assert.InRange(fallen, (int)PitClock.Clocks(1_000_000) - 1, (int)PitClock.Clocks(1_000_000) + 1);
    }

    private static int Read(Pit8254 pit, long now)
    {
        pit.Write(0x43, 0x80, now);
        return pit.Read(0x42, now) | (pit.Read(0x42, now) << 8);
    }
}
