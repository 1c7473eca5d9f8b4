using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>A run has the memory that it needs, or does not run: silos do not end by it.</summary>
public class AdmissionTests
{
    private const string Run = "large";

    [Fact]
    public async Task A_run_that_needs_more_memory_than_the_silos_have_is_refused_and_others_go_on()
    {
        await using TestSilos cluster = await TestSilos.Start(2, times: FaultRuns.Short, memory: new SiloMemory(300_000_000));
        Scenario large = FaultRuns.Endless;
        large = large with { Machine = large.Machine with { Cpus = 150_000 } };
        RunAnswer answer = await cluster.Machine(Run).Start(FaultRuns.Request(large));
        Assert.Equal(RunAnswerCode.NoRoom, answer.Code);
        Assert.Equal("large needs about 1.7 GB of memory, and the cluster has 600 MB for runs", answer.Refusal);
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine(Run).Status()).Status);
        await cluster.StartRun("beside", FaultRuns.Request());
        await cluster.EndsRight("beside");
        // Nothing of it is kept: the same name is free.
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.EndsRight(Run);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_run_waits_while_others_have_the_memory_that_it_needs()
    {
        await using TestSilos cluster = await TestSilos.Start(1, times: FaultRuns.Short, memory: new SiloMemory(1_000_000));
        await cluster.StartRun("first", FaultRuns.Request(FaultRuns.Endless));
        await cluster.Met("first", now => now.Windows >= 20);
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress waiting = await cluster.Met(Run, now => now.Trouble is not null);
        Assert.StartsWith("large needs about 1 MB of memory, and the cluster has 0 MB free", waiting.Trouble, StringComparison.Ordinal);
        Assert.Equal(0, waiting.Epoch);
        Assert.Equal(1, (await cluster.Machine("first").Status()).Epoch);
        await cluster.Machine("first").Cancel();
        Assert.Equal(1, (await cluster.EndsRight(Run)).Epoch);
        await cluster.LeftNothing();
    }
}
