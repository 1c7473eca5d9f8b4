using Tickstorm.Client.Running;

namespace Tickstorm.Tests.Running;

public class EstimateTests
{
    [Fact]
    public void A_single_sample_has_no_interval() => Assert.Equal(new Estimate(7, null), Estimate.Of([7]));

    [Fact]
    public void No_sample_gives_no_estimate() => Assert.Null(Estimate.Of([]));

    [Theory]
    [InlineData(2, 12.706)]
    [InlineData(10, 2.262)]
    [InlineData(31, 2.042)]
    [InlineData(41, 2.021)]
    [InlineData(121, 1.980)]
    public void The_interval_is_that_of_Student(int samples, double t)
    {
        double[] values = [.. Enumerable.Range(0, samples).Select(i => (double)i)];
        double mean = values.Average();
        double error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (samples - 1) / samples);
        Assert.Equal(t, Estimate.Of(values)!.Half!.Value / error, 3);
    }
}
