using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>Calls to a run's grains, of which a connection that breaks may lose any.</summary>
[Collection(LostSilos.Name)]
public class LostCallTests
{
    private const string Run = "calls";

    // One of each kind, with local APICs that live in another silo than their CPUs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_no_kind_does_a_lost_call_hold_a_run_for_longer_than_its_time_out(bool answers)
    {
        LostCalls calls = new(answers);
        await using TestSilos cluster = await TestSilos.Start(
            2, times: FaultRuns.Short, also: silo => silo.AddOutgoingGrainCallFilter(calls));
        await cluster.StartRun(Run, FaultRuns.Request(trace: true, apart: true));
        // An hour would be three minutes here.
        RunProgress end = await cluster.EndsRight(Run, seconds: 150);
        Assert.Equal(1, end.Epoch);
        await cluster.LeftNothing(seconds: 150);
        Assert.Equal(
            [
                "ILocalApicGrain.Accept", "ILocalApicGrain.Borrow", "ILocalApicGrain.GiveBack", "ILocalApicGrain.Start",
                "ILocalApicGrain.Stop", "IProcessGrain.Save", "IProcessGrain.Start", "IProcessGrain.Stop", "IProcessGrain.Trace",
                "ISharedProcessGrain.Execute", "IVirtualCpuGrain.Execute", "IVirtualCpuGrain.Forward",
            ], calls.Lost);
    }

    // One of the two lacks what the other has: both are left out in the end, and the third goes on alone.
    [Fact]
    public async Task A_way_that_is_cut_for_good_while_grains_start_is_found_and_gone_around()
    {
        CutWay way = new();
        await using TestSilos cluster = await TestSilos.Start(
            3, times: FaultRuns.Short with { CutOff = TimeSpan.FromMinutes(5) }, also: silo => silo.Services.AddSingleton(
                services => way.Of(services.GetRequiredService<ILocalSiloDetails>().SiloAddress)));
        SiloAddress[] silos = [.. cluster.Cluster.Silos.Select(silo => silo.SiloAddress).Order()];
        way.Cut = (silos[1], silos[2]);
        await cluster.StartRun(Run, FaultRuns.Request());
        // Ten minutes, as long as a start is tried, would be two here.
        await cluster.Met(Run, now => now.Windows > 0, seconds: 100);
        RunProgress end = await cluster.EndsRight(Run);
        Assert.Equal([silos[0].ToParsableString()], end.Silos);
        Assert.True(way.Lost > 0);
    }

    // With the time-outs as they are.
    [Fact]
    public async Task A_grain_that_is_at_work_for_longer_than_a_time_out_costs_no_epoch()
    {
        LongTurn turn = new();
        await using TestSilos cluster = await TestSilos.Start(2, also: silo => silo.AddIncomingGrainCallFilter(turn).AddOutgoingGrainCallFilter(turn));
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.Equal(1, end.Epoch);
        Assert.Equal(2, turn.Calls);
    }
}
