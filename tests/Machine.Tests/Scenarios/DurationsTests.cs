using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Tests.Scenarios;

public class DurationsTests
{
    [Theory]
    [InlineData("1ns", 1)]
    [InlineData("5us", 5_000)]
    [InlineData("10.5ms", 10_500_000)]
    [InlineData("2s", 2_000_000_000)]
    [InlineData("0ns", 0)]
    public void A_duration_is_a_number_and_a_unit(string text, long ns)
    {
        Assert.True(Durations.TryParse(text, out long parsed));
        Assert.Equal(ns, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("us")]
    [InlineData("-5us")]
    [InlineData("5 us")]
    [InlineData("5US")]
    [InlineData("0.5ns")]
    [InlineData("1.us")]
    [InlineData(".5us")]
    [InlineData("1,000ns")]
    [InlineData("1e3ns")]
    [InlineData("99999999999999999999s")]
    public void Anything_else_is_none(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Writing_and_reading_a_duration_gives_it_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<long>(), value =>
        {
            long ns = Math.Abs(value % 1_000_000_000_000_000);
            return Durations.TryParse(Durations.Format(ns), out long back) && back == ns;
        }));
}
