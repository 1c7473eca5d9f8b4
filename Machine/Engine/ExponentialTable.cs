namespace Tickstorm.Engine;

/// <summary>The exponential distribution as an integer table: mid-point quantiles in units of mean / 65,536.</summary>
internal static class ExponentialTable
{
    private const int Size = 4096;
    private static readonly uint[] s_quantiles = Build();

    /// <summary>A draw with the given mean, at least 1.</summary>
    public static long Draw(ulong bits, long mean)
    {
        uint scaled = s_quantiles[(int)(bits >> 52)];
        long value = (long)(Math.BigMul((ulong)scaled, (ulong)mean, out ulong low) << 48 | low >> 16);
        // The low bits spread draws within a step of the table, so that values do not pile up on 4,096 points.
        long jitter = (long)Math.BigMul(bits << 12, (ulong)(mean >> 12), out _);
        return Math.Max(1, value + jitter - (mean >> 13));
    }

    // -ln(1-u) by integers alone would be slow and pointless; IEEE Log is not required to be exact, so the result is rounded
    // to 1/65,536 of the mean, far above any difference between libraries, and its checksum is pinned by a test.
    private static uint[] Build()
    {
        uint[] table = new uint[Size];
        for (int i = 0; i < Size; i++) table[i] = (uint)Math.Round(-Math.Log(1 - (i + 0.5) / Size) * 65536);
        return table;
    }
}
