namespace Tickstorm.Tests;

/// <summary>Comparison of measured figures.</summary>
internal static class Near
{
    /// <summary>Within <paramref name="percent"/> of the expectation: histograms keep 1/64 of an octave.</summary>
    public static void Equal(double expected, double? actual, double percent = 2)
    {
        Assert.NotNull(actual);
        Assert.InRange(actual.Value, expected * (1 - percent / 100), expected * (1 + percent / 100));
    }
}
