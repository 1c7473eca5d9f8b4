using Tickstorm.Grains.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>How far checkpoints are apart.</summary>
public class CheckpointPaceTests
{
    private const string Run = "pace";

    [Fact]
    public void Without_a_share_windows_alone_count()
    {
        CheckpointPace pace = new(FaultRuns.Request(every: 16), processesOfSilo: 1_000_000);
        Assert.Equal(16, pace.WindowsLeft);
        pace.Add(15, seconds: 0.001);
        Assert.False(pace.IsDue);
        pace.Add(1, seconds: 0.001);
        Assert.True(pace.IsDue);
        // The one before is still being written.
        Assert.Equal(2, pace.WindowsLeft);
        pace.Taken(pause: 100);
        pace.Add(16, seconds: 0.001);
        Assert.True(pace.IsDue);
    }

    [Theory]
    [InlineData(0.01, 0.5)]
    [InlineData(0.02, 3)]
    public void What_is_stood_still_stays_within_its_share(double share, double pause)
    {
        CheckpointPace pace = new(FaultRuns.Request(every: 4, share: share), processesOfSilo: 500_000);
        (double stood, double ran, int taken) = (0, 0, 0);
        while (taken < 20)
        {
            pace.Add(2, seconds: 0.1);
            ran += 0.1;
            if (!pace.IsDue) continue;
            pace.Taken(pause);
            stood += pause;
            taken++;
        }

        // The first one is an estimate.
        Assert.InRange(stood / (stood + ran), share / 2, share * 1.1);
    }

    [Fact]
    public void Where_one_takes_no_time_windows_count()
    {
        CheckpointPace pace = new(FaultRuns.Request(every: 4, share: 0.01), processesOfSilo: 10);
        pace.Taken(pause: 0.0001);
        pace.Add(3, seconds: 1);
        Assert.False(pace.IsDue);
        Assert.Equal(1, pace.WindowsLeft);
        pace.Add(1, seconds: 0);
        Assert.True(pace.IsDue);
    }

    [Fact]
    public void Where_none_is_wanted_none_is_due()
    {
        CheckpointPace pace = new(FaultRuns.Request(every: 0, share: 0.01), processesOfSilo: 10);
        pace.Add(1000, seconds: 1000);
        Assert.False(pace.IsDue);
        Assert.Equal(long.MaxValue, pace.WindowsLeft);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_may_not_stand_still_takes_a_checkpoint_when_it_stands_for_another_reason(bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        // By the estimate of the first one's time it is due after hours.
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless, spans: spans, share: 1e-9));
        await cluster.Met(Run, now => now.Windows >= 100);
        Assert.Empty(await cluster.Machine(Run).Checkpoints());
        Assert.True((await PatientClient.Pause(cluster.Machine(Run))).Done);
        Assert.Single(await cluster.Machine(Run).Checkpoints());
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
    }
}
