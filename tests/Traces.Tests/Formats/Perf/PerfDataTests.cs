using System.IO.Compression;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Tests.Formats.Perf;

public sealed class PerfDataTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".data");
    private readonly byte[] _recorded = Unpacked("recordings/61_perf_mono.data.gz");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_packed_recording_has_the_figures_of_the_plain_one() => Same(new PerfRepacked(_recorded).Packed());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recording_from_a_pipe_has_the_figures_of_a_file(bool isPacked) => Same(new PerfRepacked(_recorded).Piped(isPacked));

    private void Same(byte[] file)
    {
        File.WriteAllBytes(_path, _recorded);
        AnalysisResult plain = TraceAnalyzer.Analyze(_path);
        Assert.Equal(8_500, plain.Source.Events);
        Assert.Equal(250, plain.Hz);
        File.WriteAllBytes(_path, file);
        Compare(plain, TraceAnalyzer.Analyze(_path));
        Compare(plain, TraceAnalyzer.Analyze(new InputFile(InputFile.Standard, new MemoryStream(file))));
    }

    private static void Compare(AnalysisResult plain, AnalysisResult other)
    {
        Assert.Equal(plain.Source.Skipped.Count, other.Source.Skipped.Count);
        Assert.Equal(plain.Source, other.Source with { Skipped = plain.Source.Skipped });
        Assert.Equal(plain.Hz, other.Hz);
        Assert.Equal(plain.Latency.Percentiles(), other.Latency.Percentiles());
        Assert.Equal(plain.Cpus.Select(Figures), other.Cpus.Select(Figures));

        static (int, long, long, long?, long?) Figures(CpuAnalysis cpu) =>
            (cpu.Cpu, cpu.TimerInterrupts, cpu.Ticks, cpu.Missed, cpu.Skipped);
    }

    private static byte[] Unpacked(string name)
    {
        using GZipStream stream = new(File.OpenRead(Samples.Path(name)), CompressionMode.Decompress);
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
