using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Formats;

/// <summary>Files that were cut, changed or are somebody else's, in each format.</summary>
public sealed class DamagedFileTests
{
    public static TheoryData<string> Names => ["run.dat", "run.otlp", "run.otlp.json", "run.ctf", "run.chrome.json", "run.ftrace"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_truncated_file_is_read_as_far_as_it_goes_and_says_where_it_ends(string name)
    {
        using TempFolder folder = new();
        string file = Write(folder, name);
        byte[] whole = File.ReadAllBytes(file);
        long all = TraceAnalyzer.Analyze(folder.Path(name)).Source.Events, last = all;
        // The last byte of JSON is a line end, without which it is still whole.
        foreach (int keep in new[] { whole.Length - 3, whole.Length * 9 / 10, whole.Length / 2, whole.Length / 7 })
        {
            int length = name == "run.ftrace" ? WithinALine(whole, keep) : keep;
            File.WriteAllBytes(file, whole[..length]);
            AnalysisResult cut = TraceAnalyzer.Analyze(folder.Path(name));

            Assert.True(cut.Source.Cut);
            Assert.Matches("offset [0-9]+", cut.Source.CutWhere);
            Assert.InRange(cut.Source.Events, 1, last);
            Assert.Null(cut.Source.LostEvents);
            Assert.DoesNotContain("none lost", string.Join('\n', AnalysisText.Lines(cut)), StringComparison.Ordinal);
            Assert.Contains("cut: ", AnalysisText.Lines(cut).First(), StringComparison.Ordinal);
            // Who was cut earlier than others is not silent.
            Assert.All(cut.Cpus, cpu => Assert.Null(cpu.SilentSinceNs));
            last = cut.Source.Events;
        }

        Assert.True(last < all);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_with_changed_bytes_is_refused_with_the_offset_of_the_change(string name)
    {
        using TempFolder folder = new();
        string file = Write(folder, name);
        byte[] bytes = File.ReadAllBytes(file);
        int at = Spoil(name, bytes);
        File.WriteAllBytes(file, bytes);

        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => TraceAnalyzer.Analyze(folder.Path(name)));

        Assert.Matches("offset [0-9]+", fault.Place);
        long place = long.Parse(
            System.Text.RegularExpressions.Regex.Match(fault.Place, "offset ([0-9]+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        // Within the structure that holds the change: a batch, a packet, a page, a line.
        Assert.InRange(place, Math.Max(0, at - 300_000), at + 64);
    }

    [Theory]
    [InlineData("run.dat", "MZ\u0090\0 something else entirely")]
    [InlineData("run.otlp", "\u0012\u0003abc and so on")]
    [InlineData("run.otlp.json", "{\"resourceLogs\": []}")]
    [InlineData("run.chrome.json", "{\"traceEvents\": [{\"ph\": \"X\", \"ts\": 1.0, \"tid\": 3}]}")]
    [InlineData("run.ftrace", "Dear reader,\nthis is a letter.\n")]
    public void A_foreign_file_is_refused_with_a_place(string name, string content)
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.Path(name), content, System.Text.Encoding.Latin1);

        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => TraceAnalyzer.Analyze(folder.Path(name)));

        Assert.Matches("offset [0-9]+|whole file", fault.Place);
    }

    [Fact]
    public void Another_tracers_folder_is_refused()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.Path("other.ctf"));
        File.WriteAllText(Path.Combine(folder.Path("other.ctf"), "metadata"), "/* CTF 1.8 */\nenv { tracer_name = \"lttng-modules\"; };\n");

        TraceFormatException fault = Assert.Throws<TraceFormatException>(() => TraceAnalyzer.Analyze(folder.Path("other.ctf")));

        Assert.Equal("offset 20", fault.Place);
    }

    // The file to damage: of a folder, one stream.
    private static string Write(TempFolder folder, string name)
    {
        Streams streams = Streams.Native(4, 300);
        using (TraceWriter writer = TraceFile.Create(folder.Path(name), streams.Info))
        {
            writer.Write(streams.Records);
            writer.Complete(streams.Totals());
        }

        return name == "run.ctf" ? Path.Combine(folder.Path(name), "cpu_1") : folder.Path(name);
    }

    private static int WithinALine(byte[] text, int keep)
    {
        while (text[keep - 1] == (byte)'\n') keep--;
        return keep;
    }

    private static int Spoil(string name, byte[] bytes)
    {
        switch (name)
        {
            case "run.dat": // the length of the first event of the last page
                bytes[^(4_096 - 16)] = 0x1;
                return bytes.Length - 4_080;
            case "run.otlp": // the tag of a span's field
                int span = bytes.AsSpan().IndexOf("tick_raised"u8);
                bytes[span - 2] = 0x17;
                return span - 2;
            case "run.otlp.json" or "run.chrome.json":
                int quote = bytes.AsSpan(bytes.Length / 2).IndexOf((byte)':') + bytes.Length / 2;
                bytes[quote] = (byte)'?';
                return quote;
            case "run.ctf": // the number of the first event
                bytes[52] = 0xee;
                return 52;
            default:
                int bracket = bytes.AsSpan(bytes.Length / 2).IndexOf((byte)'[') + bytes.Length / 2;
                bytes[bracket] = (byte)'!';
                return bracket;
        }
    }
}
