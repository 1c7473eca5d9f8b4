using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Tests.Files;

public sealed class TraceFormatsTests
{
    public static TheoryData<string> Names => [.. TraceFormats.Written.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_of_a_format_is_known_by_its_content_whatever_its_name_says(string name)
    {
        using TempFolder folder = new();
        string path = folder.Path("no-ending");
        Streams streams = Streams.EdgeCollision(3, 2);
        TraceTarget target = TraceTarget.Growing(new OutputSet(), "--trace", path);
        using (TraceWriter writer = TraceFormats.Named(name)!.Open(target, streams.Info)) writer.Write(streams.Records);

        using TraceInput input = new(new InputFile(path));
        Assert.Equal(name, TraceFormats.OfContent(input).Name);
    }

    [Fact]
    public void Every_ending_leads_to_its_own_format_and_names_differ()
    {
        foreach (TraceFormat format in TraceFormats.Written)
        {
            foreach (string ending in format.Endings) Assert.Same(format, TraceFormats.OfEnding("run" + ending));
            Assert.Same(format, TraceFormats.Named(format.Name));
        }

        Assert.Same(TraceFormats.Named("ctf"), TraceFormats.OfEnding("run.CTF/"));
        Assert.Null(TraceFormats.OfEnding("run.txt"));
    }
}
