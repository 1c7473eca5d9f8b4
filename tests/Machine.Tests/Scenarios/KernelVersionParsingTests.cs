using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Scenarios;

/// <summary>Versions from text, and their order.</summary>
public class KernelVersionParsingTests
{
    [Theory]
    [InlineData("2.6.21")]
    [InlineData("2.6.24")]
    [InlineData("2.6.39.3")]
    [InlineData("3.0")]
    [InlineData("4.20")]
    [InlineData("5.15.135")]
    [InlineData("6.1")]
    [InlineData("6.10")]
    [InlineData("6.17")]
    [InlineData("7.1")]
    public void A_version_is_read_and_written(string text) => Assert.Equal(text, KernelVersion.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("2.4")]
    [InlineData("2.6")]
    [InlineData("2.6.20")] // older than what is modelled
    [InlineData("2.6.40")] // never released
    [InlineData("3.20")]
    [InlineData("4.21")]
    [InlineData("5.20")]
    [InlineData("6.20")]
    [InlineData("6.1.2.3")]
    [InlineData("6.01")]
    [InlineData("6.1-rc3")]
    [InlineData("-6.1")]
    [InlineData("6.1000")]
    public void What_is_no_version_is_refused(string text)
    {
        Assert.False(KernelVersion.TryParse(text, out _));
        Assert.Throws<FormatException>(() => KernelVersion.Parse(text));
    }

    [Fact]
    public void Versions_are_ordered_by_their_parts()
    {
        KernelVersion[] ordered = [.. new[] { "2.6.24", "2.6.24.7", "2.6.39", "3.0", "4.2", "4.12", "5.4", "6.1", "6.1.20", "6.17" }
            .Select(KernelVersion.Parse)];
        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.True(ordered[4] < ordered[5] && ordered[5] > ordered[4] && ordered[7] <= ordered[8] && ordered[8] >= ordered[8]);
    }
}
