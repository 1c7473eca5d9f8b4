using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Runs;

public sealed class NamesTests
{
    [Fact]
    public void Every_kind_of_record_has_a_name_of_its_own_that_leads_back_to_it()
    {
        foreach (TraceKind kind in Enum.GetValues<TraceKind>())
        {
            Assert.True(SimulatedEvents.TryKind(SimulatedEvents.Utf8Name(kind), out TraceKind found));
            Assert.Equal(kind, found);
            Assert.True(SimulatedEvents.IsKind((int)kind));
        }

        Assert.False(SimulatedEvents.IsKind(-1));
        Assert.False(SimulatedEvents.IsKind(Enum.GetValues<TraceKind>().Length));
    }

    [Fact]
    public void Every_reason_of_the_closed_list_is_said_in_words_of_its_own()
    {
        DropReason[] reasons = [.. Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)];
        string[] texts = [.. reasons.Select(reason => DropTexts.Because(reason, 0, 3))];

        Assert.DoesNotContain(DropTexts.Because(DropReason.None, 0, 3), texts);
        Assert.Equal(reasons.Length, texts.Distinct().Count());
        Assert.Equal("IRQ 0 is already in progress on CPU 3", DropTexts.Because(DropReason.LineInProgress, 0, 3));
        Assert.Equal("its line is already in progress on another CPU", DropTexts.Because(DropReason.LineInProgress, null, null));
    }

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0ns")]
    [InlineData(999.0, "999ns")]
    [InlineData(27_903.0, "27.903us")]
    [InlineData(1_234_567.0, "1.235ms")]
    [InlineData(2_068_400_000.0, "2.068s")]
    public void A_time_has_at_most_three_decimals_of_its_unit(double? ns, string text) => Assert.Equal(text, Readable.Time(ns));

    [Theory]
    [InlineData(13_843_089_000, 400_000, "13.84309s")]
    [InlineData(14_356_000_000, 516_000_000, "14.36s")]
    [InlineData(1_000_550, 2_272_000, "1ms")]
    [InlineData(7, 3, "7ns")]
    public void A_point_on_an_axis_has_the_digits_that_tell_it_from_its_neighbours(long ns, long stepNs, string text) =>
        Assert.Equal(text, Readable.OnAxis(ns, stepNs));

    [Fact]
    public void A_point_in_time_has_all_its_digits() => Assert.Equal("1000.700us", Readable.At(1_000_700));
}
