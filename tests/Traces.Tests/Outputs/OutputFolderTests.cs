using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Tests.Outputs;

/// <summary>The folder of a CTF trace.</summary>
public sealed class OutputFolderTests
{
    [Theory]
    [InlineData("myfile", null)]
    [InlineData("cpu_9999", "/* CTF 1.8 */ env { tracer_name = \"lttng-modules\"; };")]
    [InlineData("cpu_9999", null)]
    public void A_folder_that_is_not_ours_is_refused_before_anything_in_it_is_touched(string file, string? metadata)
    {
        using TempFolder folder = new();
        string path = folder.Path("foo.ctf");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, file), "precious");
        if (metadata is not null) File.WriteAllText(Path.Combine(path, "metadata"), metadata);

        OutputException fault = Assert.Throws<OutputException>(() => TraceFile.Create(path, Streams.Native(2, 2).Info));

        Assert.Matches(
            "foo.ctf: the folder that stands there holds .*; a new or empty folder, or such a trace, was expected$", fault.Message);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(path, file)));
        Assert.Equal(metadata is null ? 1 : 2, Directory.EnumerateFileSystemEntries(path).Count());
    }

    [Fact]
    public void A_trace_of_ours_is_replaced_as_a_whole_when_the_new_one_is_complete()
    {
        using TempFolder folder = new();
        string path = folder.Path("foo.ctf");
        Write(path, Streams.Native(4, 10), complete: true);
        long before = TraceAnalyzer.Analyze(path).Source.Events;

        Write(path, Streams.Native(2, 3), complete: false);
        Assert.Equal(before, TraceAnalyzer.Analyze(path).Source.Events);

        Write(path, Streams.Native(2, 3), complete: true);
        AnalysisResult after = TraceAnalyzer.Analyze(path);
        Assert.False(after.Source.Cut);
        Assert.Equal(Streams.Native(2, 3).Records.Length, after.Source.Events);
        Assert.Equal(["cpu_0", "cpu_1", "metadata"], Directory.EnumerateFiles(path).Select(Path.GetFileName).Order());
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.Path("")));
    }

    [Fact]
    public void A_whole_trace_stays_whole_when_the_one_that_was_to_replace_it_is_killed()
    {
        using TempFolder folder = new();
        string path = folder.Path("foo.ctf");
        Write(path, Streams.Native(4, 10), complete: true);
        // What a killed writer leaves in the folder that it was to replace.
        File.WriteAllBytes(Path.Combine(path, OutputFolder.LockName), []);

        AnalysisResult result = TraceAnalyzer.Analyze(path);

        Assert.False(result.Source.Cut);
        Assert.Null(result.Contradiction);
        Write(path, Streams.Native(2, 3), complete: true);
        Assert.Equal(["cpu_0", "cpu_1", "metadata"], Directory.EnumerateFiles(path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.Path("g.ctf"), "precious");
        Assert.Matches(
            "g.ctf: this is a file; the name of a folder",
            Assert.Throws<OutputException>(() => TraceFile.Create(folder.Path("g.ctf"), Streams.Native(2, 2).Info)).Message);
        Assert.Equal("precious", File.ReadAllText(folder.Path("g.ctf")));
    }

    private static void Write(string path, Streams streams, bool complete)
    {
        using TraceWriter writer = TraceFile.Create(path, streams.Info);
        writer.Write(streams.Records);
        if (complete) writer.Complete(streams.Totals());
    }
}
