using Tickstorm.Hardware;

namespace Tickstorm.Tests.Hardware;

public class Pit8254Tests
{
    private readonly Rises _rises = new();

    private void Program(Pit8254 pit, byte control, int count, long now = 0)
    {
        pit.Write(0x43, control, now);
        pit.Write(0x40, (byte)count, now);
        pit.Write(0x40, (byte)(count >> 8), now);
        _rises.Count = 0;
    }

    private static long RunTo(Pit8254 pit, long end)
    {
        long last = 0;
        while (pit.NextEventNs <= end)
        {
            last = pit.NextEventNs;
            pit.Advance(last);
        }

        return last;
    }

    private static int ReadCount(Pit8254 pit, long now)
    {
        pit.Write(0x43, 0, now);
        return pit.Read(0x40, now) | (pit.Read(0x40, now) << 8);
    }

    [Fact]
    public void Mode_2_with_11932_ticks_at_99_9985_hz()
    {
        Pit8254 pit = new(_rises);
        Program(pit, 0x34, 11932);
        RunTo(pit, 1_000_000_000_000);
        Assert.Equal(1_193_182_000L / 11932, _rises.Count);
    }

    [Fact]
    public void Mode_5_without_a_gate_edge_never_fires()
    {
        Pit8254 pit = new(_rises);
        Program(pit, 0x34, 1193);
        Program(pit, 0x3a, 1193);
        RunTo(pit, 10_000_000_000);
        Assert.Equal(0, _rises.Count);
        Assert.Equal(long.MaxValue, pit.NextEventNs);
    }

    [Fact]
    public void A_new_count_in_mode_2_comes_into_force_at_the_reload()
    {
        Pit8254 pit = new(_rises);
        Program(pit, 0x34, 1000);
        pit.Write(0x40, 200, 100_000);
        pit.Write(0x40, 0, 100_000);
        Assert.Equal(1000 - 119, ReadCount(pit, 100_000));
        pit.Write(0x43, 0xe2, 100_000);
        Assert.Equal(0x40, pit.Read(0x40, 100_000) & 0x40);
        RunTo(pit, 839_000);
        Assert.InRange(ReadCount(pit, 839_000), 190, 200);
        pit.Write(0x43, 0xe2, 839_000);
        Assert.Equal(0, pit.Read(0x40, 839_000) & 0x40);
    }

    [Fact]
    public void Bcd_counts_in_decimal()
    {
        Pit8254 pit = new(_rises);
        Program(pit, 0x31, 0x1000);
        Assert.Equal(0x1000, ReadCount(pit, 0));
        Assert.Equal(0x0999, ReadCount(pit, 839));
        Assert.Equal(838_096, pit.NextEventNs);
    }

    [Fact]
    public void A_low_gate_stops_the_count()
    {
        Pit8254 pit = new();
        pit.Write(0x61, 1, 0);
        pit.Write(0x43, 0xb0, 0);
        pit.Write(0x42, 100, 0);
        pit.Write(0x42, 0, 0);
        pit.Write(0x61, 0, 20_000);
        pit.Write(0x61, 1, 1_000_000);
        pit.Write(0x43, 0x80, 1_000_000);
        Assert.Equal(100 - 23, pit.Read(0x42, 1_000_000));
    }

    [Theory]
    [InlineData(0x3c, 2)]
    [InlineData(0x3e, 3)]
    public void Modes_6_and_7_are_2_and_3(byte control, int mode)
    {
        Pit8254 pit = new(_rises);
        Program(pit, control, 1000);
        pit.Write(0x43, 0xe2, 0);
        Assert.Equal(mode, pit.Read(0x40, 0) >> 1 & 7);
    }

    [Fact]
    public void An_odd_square_wave_is_high_one_clock_longer()
    {
        Pit8254 pit = new(_rises);
        Program(pit, 0x36, 5);
        Assert.True(pit.Out(0, 2514));
        Assert.False(pit.Out(0, 2515));
        Assert.False(pit.Out(0, 4190));
        Assert.True(pit.Out(0, 4191));
    }

    private sealed class Rises : ILineSink
    {
        private bool _high = true;

        public int Count { get; set; }

        public void SetLine(int line, bool high)
        {
            Count += high && !_high ? 1 : 0;
            _high = high;
        }
    }
}
