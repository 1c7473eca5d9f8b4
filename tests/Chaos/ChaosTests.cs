using Tickstorm.Chaos.Runs;

namespace Tickstorm.Chaos;

/// <summary>Faults for silo processes, as many as CI has time for; tests/Chaos/run for more.</summary>
/// <remarks>Slow: processes start, stand still, end and start again.</remarks>
[Trait("Speed", "slow")]
public class ChaosTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task No_run_is_lost_or_stuck_and_every_digest_is_right(int seed) => HoldsFor(seed);

    /// <summary>Runs a seed and looks at its report.</summary>
    internal static async Task HoldsFor(int seed)
    {
        ChaosReport report = await ChaosRun.OfSeed(new ChaosOptions(FaultSeconds: 8), seed);
        Assert.True(report.IsRight, string.Join('\n', report.Lines()));
        Assert.True(report.StorageShare >= 30);
    }
}

/// <summary>Further seeds, beside the others: most of the time is waiting.</summary>
[Trait("Speed", "slow")]
public class MoreChaosTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public Task No_run_is_lost_or_stuck_and_every_digest_is_right(int seed) => ChaosTests.HoldsFor(seed);
}
