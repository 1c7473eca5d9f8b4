using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Runs;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Runs;

/// <summary>What is known and stored of runs that have ended.</summary>
public sealed class KeptRunsTests
{
    [Fact]
    public async Task Runs_are_listed_those_that_go_on_first_and_then_the_last_that_ended()
    {
        await using TestSilos cluster = await TestSilos.Start(2, times: FaultRuns.Short);
        foreach (string run in new[] { "first", "second" })
        {
            await cluster.StartRun(run, FaultRuns.Request());
            await cluster.EndsRight(run);
            await cluster.LeftNothing();
        }

        await cluster.StartRun("open", FaultRuns.Request(FaultRuns.Endless));
        KnownRun[] known = await List(cluster);
        Assert.Equal(["open", "second", "first"], known.Select(run => run.Name));
        Assert.Null(known[0].EndedAt);
        Assert.True(known[1].EndedAt > known[2].EndedAt);
        Assert.True((await cluster.Machine("open").Cancel()).Done);
        await cluster.End("open");
    }

    [Fact]
    public async Task Nothing_is_stored_of_a_run_that_was_removed_and_its_name_is_free()
    {
        await using TestSilos cluster = await TestSilos.Start(2, times: FaultRuns.Short);
        await cluster.StartRun("gone", FaultRuns.Request(FaultRuns.Endless));
        Assert.Equal(RunAnswerCode.HasNotEnded, (await cluster.Machine("gone").Remove()).Code);
        await cluster.Met("gone", now => now.Windows >= 20);
        Assert.True((await cluster.Machine("gone").Cancel()).Done);
        await cluster.End("gone");
        await cluster.LeftNothing();
        Assert.InRange(Files(cluster), 2, int.MaxValue);
        Assert.True((await cluster.Machine("gone").Remove()).Done);
        Assert.Equal(0, Files(cluster));
        Assert.Empty(await List(cluster));
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine("gone").Status()).Status);
        Assert.Equal(RunAnswerCode.NoSuchRun, (await cluster.Machine("gone").Remove()).Code);
        await cluster.StartRun("gone", FaultRuns.Request());
        await cluster.EndsRight("gone");
    }

    [Fact]
    public async Task Of_more_runs_than_are_kept_the_one_that_ended_first_is_removed()
    {
        await using TestSilos cluster = await TestSilos.Start(
            1, times: FaultRuns.Short, also: silo => silo.Services.AddSingleton(new RunLimits { KeptRuns = 2 }));
        foreach (string run in new[] { "one", "two", "three" })
        {
            await cluster.StartRun(run, FaultRuns.Request());
            await cluster.EndsRight(run);
            await cluster.LeftNothing();
        }

        await FaultRuns.Until(async () => (await List(cluster)).Length == 2, seconds: 180, () => "None of the three is removed.");
        Assert.Equal(["three", "two"], (await List(cluster)).Select(run => run.Name));
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine("one").Status()).Status);
        Assert.Equal(RunStatus.Done, (await cluster.Machine("two").Status()).Status);
    }

    private static Task<KnownRun[]> List(TestSilos cluster) => cluster.Cluster.Client.GetGrain<IRunsGrain>(0).All();

    // Of runs; beside the list of their names.
    private static int Files(TestSilos cluster) =>
        Directory.EnumerateFiles(cluster.Folder).Count(file => Path.GetExtension(file) != ".lock") - 1;
}
