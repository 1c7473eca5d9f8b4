using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Grains.Runs;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Access;

/// <summary>What operators allow, and the queue of those that wait.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("ScenarioBytes", @"^The scenario of large has \d+ bytes; this cluster allows 100\.$")]
    [InlineData("Cpus", @"^large has 48 CPUs; this cluster allows 4\.$")]
    [InlineData("CheckpointBytes", @"^A checkpoint of large takes about 0 MB; this cluster allows 0 MB\.$")]
    public async Task What_is_more_than_is_allowed_is_refused_in_a_sentence_and_nothing_is_kept_of_it(string limit, string sentence)
    {
        RunLimits limits = limit switch
        {
            "ScenarioBytes" => new RunLimits { ScenarioBytes = 100 },
            "Cpus" => new RunLimits { Cpus = 4 },
            _ => new RunLimits { CheckpointBytes = 10_000 },
        };
        await using TestSilos cluster = await Start(limits);
        RunAnswer answer = await cluster.Machine("large").Start(FaultRuns.Request());
        Assert.Equal(RunAnswerCode.OverLimit, answer.Code);
        Assert.Matches(sentence, answer.Refusal);
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine("large").Status()).Status);
        Assert.Empty(await cluster.Cluster.Client.GetGrain<IRunsGrain>(0).List());
    }

    [Fact]
    public async Task A_run_whose_trace_is_more_than_is_allowed_ends()
    {
        await using TestSilos cluster = await Start(new RunLimits { TraceBytes = 10_000 });
        await cluster.StartRun("traced", FaultRuns.Request(FaultRuns.Endless, trace: true));
        RunProgress end = await cluster.End("traced");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Matches("^traced was ended: its trace has .* MB, and this cluster allows 0 MB$", end.Failure);
    }

    [Fact]
    public void A_run_may_go_on_for_as_long_as_is_allowed()
    {
        RunLimits limits = new() { Hours = 2 };
        Assert.Null(limits.WhyEnd(TimeSpan.FromHours(1.9), traceBytes: 0));
        Assert.Equal("it has gone on for 2 h, and this cluster allows no more", limits.WhyEnd(TimeSpan.FromHours(2.1), traceBytes: 0));
        Assert.Null(new RunLimits().WhyEnd(TimeSpan.FromHours(10_000), traceBytes: long.MaxValue));
    }

    [Fact]
    public async Task Runs_beyond_those_that_may_go_on_wait_and_owners_take_turns()
    {
        await using TestSilos cluster = await Start(new RunLimits { RunsAtOnce = 1, RunsOfOwner = 3 });
        foreach ((string run, string owner) in new[] { ("a1", "ann"), ("a2", "ann"), ("a3", "ann"), ("b1", "bob") })
            Assert.Null((await As(owner, () => cluster.Machine(run).Start(FaultRuns.Request(FaultRuns.Endless)))).Refusal);
        RunAnswer fourth = await As("ann", () => cluster.Machine("a4").Start(FaultRuns.Request()));
        Assert.Equal("ann has 3 runs that have not ended; this cluster allows 3.", fourth.Refusal);
        Assert.Equal(RunStatus.Running, (await cluster.Met("a1", now => now.Windows > 0)).Status);
        // Bob, who came last, has nothing that goes on. Those before whom he comes hear of it when they ask again.
        await cluster.Met("b1", now => now.Place == 1);
        await cluster.Met("a2", now => now.Place == 2);
        RunProgress last = await cluster.Met("a3", now => now.Place == 3);
        Assert.Equal((RunStatus.Queued, "it is number 3 in the queue", "ann"), (last.Status, last.Trouble, last.Owner));
        Assert.Equal(RunAnswerCode.NoEpoch, (await cluster.Machine("a3").Pause()).Code);
        Assert.Null((await cluster.Machine("a3").Cancel()).Refusal);
        Assert.Equal(RunStatus.Cancelled, (await cluster.End("a3")).Status);
        await cluster.Machine("a1").Cancel();
        await cluster.Met("b1", now => now.Windows > 0);
        Assert.Equal(RunStatus.Queued, (await cluster.Machine("a2").Status()).Status);
        await cluster.Machine("b1").Cancel();
        await cluster.Met("a2", now => now.Windows > 0);
        await cluster.Machine("a2").Cancel();
        await cluster.End("a2");
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_client_may_not_call_what_is_for_silos()
    {
        await using TestSilos cluster = await Start(new RunLimits());
        IGrainFactory outside = cluster.Cluster.Client;
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => outside.GetGrain<IVirtualCpuGrain>(0, "any").Stop(long.MaxValue).AsTask(),
            () => outside.GetGrain<ILocalApicGrain>(0, "any").Stop(long.MaxValue).AsTask(),
            () => outside.GetGrain<Contracts.Silos.ILedRunGrain>("any").Wake(),
            () => outside.GetGrain<Contracts.Silos.IRunsDeskGrain>(0).Forget("any"),
        })
        {
            AccessDeniedException denied = await Assert.ThrowsAsync<AccessDeniedException>(call);
            Assert.EndsWith("it is a call of silos.", denied.Message, StringComparison.Ordinal);
        }
    }

    private static Task<TestSilos> Start(RunLimits limits) =>
        TestSilos.Start(1, times: FaultRuns.Short, also: silo => silo.Services.AddSingleton(limits));

    private static async Task<T> As<T>(string user, Func<Task<T>> call)
    {
        RequestContext.Set(CallerClaim.UserKey, user);
        try
        {
            return await call();
        }
        finally
        {
            RequestContext.Remove(CallerClaim.UserKey);
        }
    }
}
