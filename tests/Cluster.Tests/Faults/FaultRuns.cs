using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Processes;
using Tickstorm.Grains.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>The run that faults happen to, and what of it may be left afterwards.</summary>
internal static class FaultRuns
{
    public const string Design = "irq0-edge";

    /// <summary>Silos that wait a twentieth of what others wait: ten minutes are half of one.</summary>
    public static readonly WaitTimes Short = Divided(by: 20);

    public static readonly Scenario Scenario = TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 12_000_000);

    public static readonly Scenario Endless = Scenario with { Run = Scenario.Run with { DurationNs = 3_600_000_000_000 } };

    private static readonly Lazy<string> s_digest =
        new(() => Simulator.Run(Scenario, Design, new EngineOptions { Kind = "sequential" }).Digest!);

    public static string Digest => s_digest.Value;

    public static RunRequest Request(
        Scenario? scenario = null, long windowNs = 20_000, int every = 8, int most = 0, bool trace = false, bool apart = false,
        bool spans = false, double share = 0) => new()
    {
        Scenario = TestSilos.Request(scenario ?? Scenario, Design).Scenario, Name = (scenario ?? Scenario).Name, Design = Design,
        WindowNs = windowNs, CheckpointEvery = every, MostSilos = most, Trace = trace, Apart = apart, Spans = spans,
        CheckpointShare = share, Workers = spans ? 1 : 0,
    };

    /// <summary>Waits until something holds of a run's progress.</summary>
    public static async Task<RunProgress> Met(this TestSilos cluster, string run, Func<RunProgress, bool> holds, int seconds = 180)
    {
        RunProgress? seen = null;
        await Until(async () =>
        {
            seen = await cluster.Machine(run).Status();
            return holds(seen);
        }, seconds, () => $"{seen?.Status}, epoch {seen?.Epoch}, {seen?.CommittedNs} ns, {seen?.Trouble}: "
            + string.Join("; ", seen?.Story ?? []));
        return seen!;
    }

    /// <summary>Waits until the run has ended, and compares its digest with the sequential engine's.</summary>
    public static async Task<RunProgress> EndsRight(this TestSilos cluster, string run, int seconds = 300)
    {
        RunProgress end = await cluster.End(run, seconds);
        Assert.Equal(Digest, (await cluster.Result(run, Scenario, Design, end)).Digest);
        return end;
    }

    /// <summary>Waits until a run that has ended has nothing in the storage but its record, the list, its blocks and its trace.</summary>
    public static Task LeavesOnly(this TestSilos cluster, RunProgress end, int traceBlocks = 0) => Until(
        () => Task.FromResult(cluster.Files().Length == end.FinalBlocks + traceBlocks + 2), seconds: 180,
        () => $"{cluster.Files().Length} files, {end.FinalBlocks} blocks, {traceBlocks} of a trace");

    /// <summary>What is in the storage.</summary>
    public static string[] Files(this TestSilos cluster) =>
        [.. Directory.GetFiles(cluster.Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))];

    /// <summary>
    /// Pauses a run that is held: it is let go when its record has the wish, and stands before its next windows. However fast it is, it does
    /// not end before.
    /// </summary>
    public static async Task PauseHeld(this TestSilos cluster, string run, FaultyFabric.Gate gate)
    {
        await gate.Arrived.Task;
        Task<RunAnswer> pause = cluster.Machine(run).Pause();
        await Until(async () => (await Record(cluster, run)).State!.Pause, seconds: 180, () => "The wish is not written.");
        gate.Opened.SetResult();
        Assert.Null((await pause).Refusal);
    }

    /// <summary>Changes a run's record in storage, as another leader would.</summary>
    public static async Task Rewrite(this TestSilos cluster, string run, Func<MachineRecord, MachineRecord> change)
    {
        await Until(async () =>
        {
            GrainState<MachineRecord> record = await Record(cluster, run);
            record.State = change(record.State!);
            await Storage(cluster).WriteStateAsync("record", cluster.Machine(run).GetGrainId(), record);
            return true;
        }, seconds: 180, () => "The record cannot be written.");
    }

    private static async Task<GrainState<MachineRecord>> Record(TestSilos cluster, string run)
    {
        GrainState<MachineRecord> record = new();
        await Storage(cluster).ReadStateAsync("record", cluster.Machine(run).GetGrainId(), record);
        return record;
    }

    private static IGrainStorage Storage(TestSilos cluster) => cluster.Cluster.GetSiloServiceProvider(
        cluster.Cluster.Silos[0].SiloAddress).GetRequiredKeyedService<IGrainStorage>(CheckpointStore.StorageName);

    /// <summary>Waits until no silo holds anything of any run, and no run is listed.</summary>
    public static async Task LeftNothing(this TestSilos cluster, int seconds = 180)
    {
        string found = "";
        await Until(async () =>
        {
            string[] kept = [.. cluster.Cluster.Silos.SelectMany(silo =>
                cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<RunRegistry>().Runs)];
            SimpleGrainStatistic[] grains = await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
            string[] alive = [.. grains.Where(g => g.ActivationCount > 0 && g.GrainType.Contains("Grains.Processes", StringComparison.Ordinal))
                .Select(g => $"{g.ActivationCount} {g.GrainType}")];
            string[] listed = await cluster.Cluster.Client.GetGrain<IRunsGrain>(0).List();
            found = $"registries {string.Join(' ', kept)}, grains {string.Join(' ', alive)}, listed {string.Join(' ', listed)}";
            return kept.Length + alive.Length + listed.Length == 0;
        }, seconds, () => found);
    }

    /// <summary>
    /// Silos that wait a part of what others wait. For the storage alone they wait as long as others: what a busy machine takes for a file is
    /// not to be taken for storage that hangs.
    /// </summary>
    public static WaitTimes Divided(int by) => WaitTimes.Divided(by) with { Storage = new WaitTimes().Storage };

    public static async Task Until(Func<Task<bool>> holds, int seconds, Func<string> otherwise)
    {
        DateTime until = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            try
            {
                if (await holds().WaitAsync(TimeSpan.FromSeconds(5))) return;
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                // The silo that was asked is gone, or its storage is: it is asked again.
            }

            Assert.True(DateTime.UtcNow < until, $"In {seconds} s: {otherwise()}");
            await Task.Delay(20);
        }
    }
}
