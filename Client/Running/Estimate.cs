namespace Tickstorm.Client.Running;

/// <summary>A mean and its 95 % interval, mean ± half.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Half">Half the interval; null with a single sample.</param>
internal sealed record Estimate(double Mean, double? Half)
{
    // Student's t, two-sided 95 %, for 1 to 30 degrees of freedom.
    private static readonly double[] s_t =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
        2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The estimate from independent samples; null when there is none.</summary>
    public static Estimate? Of(IReadOnlyList<double> samples)
    {
        int n = samples.Count;
        if (n == 0) return null;
        double mean = samples.Sum() / n;
        if (n == 1) return new Estimate(mean, null);
        double variance = samples.Sum(x => (x - mean) * (x - mean)) / (n - 1);
        return new Estimate(mean, T(n - 1) * Math.Sqrt(variance / n));
    }

    // Beyond the table: the first terms of the expansion about the normal quantile, right to three decimals.
    private static double T(int degrees) =>
        degrees <= s_t.Length ? s_t[degrees - 1] : 1.95996 + 2.37227 / degrees + 2.8225 / degrees / degrees;
}
