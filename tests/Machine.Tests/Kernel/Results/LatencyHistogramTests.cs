using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Results;

namespace Tickstorm.Tests.Kernel.Results;

public class LatencyHistogramTests
{
    [Fact]
    public void An_empty_one_has_no_percentiles() => Assert.Equal(new Percentiles(), new LatencyHistogram().Percentiles());

    [Fact]
    public void Values_below_1024_are_exact_and_ranks_are_nearest()
    {
        LatencyHistogram histogram = new();
        for (int ns = 1; ns <= 1000; ns++) histogram.Add(ns, 1);
        Assert.Equal(new Percentiles(500, 900, 990, 999, 1000), histogram.Percentiles());
    }

    [Fact]
    public void A_percentile_is_never_below_the_exact_one_and_at_most_a_64th_above() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(x => (long)x).NonEmptyListOf().ToArbitrary(),
        values =>
        {
            LatencyHistogram histogram = new();
            foreach (long value in values) histogram.Add(value, 1);
            long[] sorted = [.. values.Order()];
            long exact = sorted[Math.Max(0, ((sorted.Length * 500) + 999) / 1000 - 1)];
            long told = histogram.Percentiles().P50!.Value;
            return told >= exact && told <= exact + (exact / 64) && histogram.Percentiles().Max == sorted[^1];
        }));

    [Fact]
    public void Merging_is_adding_all() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 100_000_000).ListOf().ToArbitrary(), Gen.Choose(0, 100_000_000).ListOf().ToArbitrary(),
        (some, others) =>
        {
            LatencyHistogram a = Of(some), b = Of(others), all = Of([.. some, .. others]);
            a.Add(b);
            return a.Count == all.Count && a.Percentiles() == all.Percentiles() && a.Buckets().SequenceEqual(all.Buckets());
        }));

    private static LatencyHistogram Of(IEnumerable<int> values)
    {
        LatencyHistogram histogram = new();
        foreach (int value in values) histogram.Add(value, 1);
        return histogram;
    }
}
