using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Tests.Formats;

public sealed class XzFileTests
{
    private static readonly byte[] s_packed = File.ReadAllBytes(Samples.Path("captures/30_smp4_nolapic_timer_icount.txt.xz"));

    [Fact]
    public void A_capture_from_a_pipe_is_read_whatever_pieces_it_comes_in() =>
        Assert.Equal(17_559, Analyze(new Dribble(s_packed)).Source.Events);

    [Fact]
    public void Streams_behind_one_another_are_one_file_with_zeros_between_them_too()
    {
        byte[] two = Unpacked([.. s_packed, .. new byte[8], .. s_packed, .. new byte[4]]);
        byte[] one = Unpacked(s_packed);

        Assert.Equal([.. one, .. one], two);
    }

    [Fact]
    public void A_changed_or_missing_byte_is_a_damaged_file_and_nothing_else()
    {
        Random random = new(5);
        for (int i = 0; i < 40; i++)
        {
            byte[] other = [.. s_packed];
            other[random.Next(other.Length)] ^= (byte)random.Next(1, 256);
            if (i % 2 == 0) other = other[..random.Next(12, other.Length)];
            // What is behind the sums of the data may be another's with the same data.
            try
            {
                Assert.Equal(Unpacked(s_packed), Unpacked(other));
            }
            catch (InvalidDataException)
            {
            }
            catch (TraceFormatException)
            {
            }
        }
    }

    private static AnalysisResult Analyze(Stream stream) => TraceAnalyzer.Analyze(new InputFile(InputFile.Standard, stream));

    private static byte[] Unpacked(byte[] packed)
    {
        using TraceInput input = new(new MemoryStream(packed), "given.xz");
        using MemoryStream all = new();
        input.Stream.CopyTo(all);
        return all.ToArray();
    }

    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
