using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Files;

public sealed class TraceConverterTests
{
    [Theory]
    [InlineData("otlp", "out.otlp")]
    [InlineData("otlp-json", "out.otlp.json")]
    [InlineData("trace.dat", "out.dat")]
    [InlineData("ctf", "out.ctf")]
    [InlineData("chrome", "out.chrome.json")]
    public void Converting_there_and_back_gives_the_same_bytes(string format, string name)
    {
        using TempFolder folder = new();
        string first = folder.Path("run.dat"), there = folder.Path(name), back = folder.Path("back.dat");
        Write(first);

        TraceConverter.Convert(first, format, there);
        TraceConverter.Convert(there, "trace.dat", back);

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(back));
    }

    [Fact]
    public void Text_can_be_converted_to_and_has_the_same_figures()
    {
        using TempFolder folder = new();
        Write(folder.Path("run.dat"));
        TraceConverter.Convert(folder.Path("run.dat"), "ftrace", folder.Path("out.ftrace"));
        Assert.Equal(TraceAnalyzer.Analyze(folder.Path("run.dat")).Totals, TraceAnalyzer.Analyze(folder.Path("out.ftrace")).Counted);
    }

    [Fact]
    public void A_real_kernels_capture_becomes_spans()
    {
        using TempFolder folder = new();
        long handlers = Tickstorm.Traces.Analysis.TraceAnalyzer.Analyze(Samples.Path(Samples.Busy1)).Cpus
            .Sum(cpu => cpu.Vectors.Sum(vector => vector.Count));

        foreach (string format in new[] { "otlp", "otlp-json", "chrome" })
        {
            string path = folder.Path("out." + format);
            ConvertedTrace converted = TraceConverter.Convert(Samples.Path(Samples.Busy1), format, path);

            Assert.True(converted.IsCapture);
            Assert.InRange(converted.Records, handlers - 20, handlers * 3);
            if (format == "otlp") continue;
            using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path));
            string text = json.RootElement.GetRawText();
            Assert.Contains("vector 236 local_timer", text, StringComparison.Ordinal);
        }

        Assert.Contains("real kernel", Assert.Throws<TraceFormatException>(
            () => TraceConverter.Convert(Samples.Path(Samples.Busy1), "ctf", folder.Path("out.ctf"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_is_answered_with_the_known_ones()
    {
        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => TraceConverter.Convert("run.dat", "xml", "out.xml"));
        Assert.Contains("trace.dat", fault.Message, StringComparison.Ordinal);
    }

    private static void Write(string path)
    {
        Streams streams = Streams.EdgeCollision(6, 9);
        using TraceWriter writer = TraceFile.Create(path, streams.Info);
        writer.Write(streams.Records);
        writer.Complete(streams.Totals());
    }
}
