using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Tests.Formats.TraceDat;

/// <summary>trace.dat of machines that no recording at hand is of.</summary>
public sealed class KernelDatTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".dat");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(6, false, 8, "none")]
    [InlineData(6, false, 4, "none")]
    [InlineData(6, true, 8, "none")]
    [InlineData(6, true, 4, "none")]
    [InlineData(7, false, 8, "none")]
    [InlineData(7, false, 8, "zlib")]
    [InlineData(7, false, 4, "zstd")]
    [InlineData(7, true, 8, "zstd")]
    [InlineData(7, true, 4, "zlib")]
    public void Ticks_are_those_that_the_machine_had_whatever_its_longs_and_order_of_bytes(
        int version, bool isBig, int longSize, string packing)
    {
        using KernelDatMaker maker = new(version, isBig, longSize, packing);
        File.WriteAllBytes(_path, maker.Make());

        AnalysisResult result = TraceAnalyzer.Analyze(_path);

        Check(result);
        using FileStream stream = File.OpenRead(_path);
        Check(TraceAnalyzer.Analyze(new InputFile(InputFile.Standard, stream)));
    }

    private static void Check(AnalysisResult result)
    {
        Assert.Equal(250, result.Hz);
        Assert.Equal(0, result.Source.LostEvents);
        Assert.Equal(KernelDatMaker.Cpus * (4 * KernelDatMaker.Ticks + 1), result.Source.Events);
        Assert.Equal(KernelDatMaker.Cpus, result.Cpus.Count);
        Assert.All(result.Cpus, cpu =>
        {
            Assert.Equal(KernelDatMaker.Ticks, cpu.TimerInterrupts);
            Assert.Equal(KernelDatMaker.Ticks, cpu.Ticks);
            Assert.Equal(0, cpu.Missed);
            Assert.Equal(2_500, cpu.LatencyNs.Max);
        });
        Assert.Equal("busy", result.Worst[0].Task);
    }
}
