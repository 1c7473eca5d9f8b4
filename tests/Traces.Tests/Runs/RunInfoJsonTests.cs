using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Tests.Runs;

/// <summary>The description of a run as traces carry it.</summary>
public class RunInfoJsonTests
{
    [Theory]
    [InlineData("Linux2621", "2.6.21")]
    [InlineData("Linux2624", "2.6.24")]
    [InlineData("Linux2639", "2.6.39")]
    [InlineData("Linux617", "6.17")]
    [InlineData("6.1", "6.1")]
    public void The_kernel_is_read_as_a_version_or_as_the_word_of_earlier_traces(string word, string version)
    {
        TraceRunInfo info = RunInfoJson.Info(Encoding.UTF8.GetBytes($$"""{"runId":"a/b/1","kernel":"{{word}}"}"""))!;
        Assert.Equal(version, info.Kernel.ToString());
        Assert.Contains($"\"kernel\":\"{version}\"", RunInfoJson.Of(info), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_word_is_no_description_of_a_run() =>
        Assert.Null(RunInfoJson.Info("{\"runId\":\"a/b/1\",\"kernel\":\"Minix\"}"u8));
}
