using Tickstorm.Traces;
using Tickstorm.Traces.Writers;

namespace Tickstorm.Tests;

public sealed class ConvertCommandCoreTests
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

        Assert.Equal(0, Convert(first, format, there, out _));
        Assert.Equal(0, Convert(there, "trace.dat", back, out _));

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(back));
    }

    [Fact]
    public void Text_can_be_converted_to_and_has_the_same_figures()
    {
        using TempFolder folder = new();
        Write(folder.Path("run.dat"));
        Assert.Equal(0, Convert(folder.Path("run.dat"), "ftrace", folder.Path("out.ftrace"), out _));
        Assert.Equal(AnalyzeCommandCore.Analyze(folder.Path("run.dat")).Totals, AnalyzeCommandCore.Analyze(folder.Path("out.ftrace")).Counted);
    }

    [Fact]
    public void A_real_kernels_capture_is_refused()
    {
        using TempFolder folder = new();
        Assert.Equal(2, Convert(Samples.Path(Samples.Busy1), "otlp", folder.Path("out.otlp"), out string error));
        Assert.Contains("real kernel", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_is_answered_with_the_known_ones()
    {
        Assert.Equal(2, Convert("run.dat", "xml", "out.xml", out string error));
        Assert.Contains("trace.dat", error, StringComparison.Ordinal);
    }

    private static void Write(string path)
    {
        Streams streams = Streams.EdgeCollision(6, 9);
        using TraceWriter writer = TraceWriters.Open(path, streams.Info);
        writer.Write(streams.Records);
        writer.Complete(streams.Totals());
    }

    private static int Convert(string path, string format, string target, out string error)
    {
        using StringWriter output = new(), errors = new();
        int code = ConvertCommandCore.Run(path, format, target, output, errors);
        error = errors.ToString();
        return code;
    }
}
