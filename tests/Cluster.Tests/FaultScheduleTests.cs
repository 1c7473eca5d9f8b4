using System.Globalization;
using Orleans.TestingHost;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <summary>Two runs at a time on one cluster of two to five silos, to which things happen: one executed by grains, one by workers.</summary>
/// <remarks>
/// Slow: silos are frozen, found dead and started. TICKSTORM_SEEDS says how many schedules there are, TICKSTORM_FIRST_SEED which is the first.
/// </remarks>
[Trait("Speed", "slow")]
[Collection(LostSilos.Name)]
public sealed class FaultScheduleTests(FaultScheduleTests.Shared shared) : IClassFixture<FaultScheduleTests.Shared>
{
    private const int MostTries = 1_000;
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 8_000_000);
    private static readonly string s_expected = Digest(s_scenario, "irq0-edge");

    // Eleven seeds have each kind of fault first; every other one on a network that loses and repeats batches. Twenty-two have each kind on both.
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number("TICKSTORM_FIRST_SEED", 1), Number("TICKSTORM_SEEDS", 11))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_schedule_of_faults_does_not_change_the_digest(int seed)
    {
        TestSilos cluster = shared.Cluster;
        while (cluster.Cluster.Silos.Count < 3) await cluster.Cluster.StartAdditionalSiloAsync();
        while (cluster.Cluster.Silos.Count > 4) await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[0]);
        shared.Fabric.Seed = seed % 2 == 0 ? seed : 0;
        string run = $"schedule-{seed}", beside = $"beside-{seed}";
        IReadOnlyList<PlannedFault> faults = FaultSchedule.Of(seed);
        FaultyFabric.Gate gate = shared.Fabric.HoldAt(run, faults[0].Window);
        await cluster.StartRun(run, TestSilos.Request(s_scenario, "irq0-edge", r => Tight(r, 20_000, spans: seed / 2 % 2 == 0)));
        (Scenario other, string design) = Beside(seed);
        await cluster.StartRun(beside, TestSilos.Request(other, design, r => Tight(r, 0, spans: seed / 2 % 2 == 1)));
        Task<RunProgress> end = cluster.End(run);

        for (int i = 0; i < faults.Count; i++)
        {
            if (i > 0) gate = shared.Fabric.HoldAt(run, faults[i].Window);
            if (await Task.WhenAny(gate.Arrived.Task, end) == end) break;
            await Inject(cluster, run, faults[i], gate);
        }

        gate.Opened.TrySetResult();
        string story = $"{string.Join(", ", faults)}: {string.Join("; ", (await end).Story)}";
        DesignResult result = await cluster.Result(run, s_scenario, "irq0-edge", await end);
        Assert.True(s_expected == result.Digest, story);
        DesignResult resultBeside = await cluster.Result(beside, other, design, await cluster.End(beside));
        Assert.True(Digest(other, design) == resultBeside.Digest, story);
    }

    private async Task Inject(TestSilos cluster, string run, PlannedFault fault, FaultyFabric.Gate gate)
    {
        InProcessSiloHandle victim = cluster.Cluster.Silos[fault.Victim % cluster.Cluster.Silos.Count];
        switch (fault.Kind)
        {
            case Fault.Kill when cluster.Cluster.Silos.Count > 2:
                await cluster.Kill(victim);
                gate.Opened.SetResult();
                break;
            case Fault.Leave when cluster.Cluster.Silos.Count > 2:
                gate.Opened.SetResult();
                await cluster.Cluster.StopSiloAsync(victim);
                break;
            case Fault.Freeze:
                gate.Opened.SetResult();
                await shared.Fabric.Freeze(victim.SiloAddress, fault.Ms);
                break;
            case Fault.StorageAway:
                await Storage(gate, fault.Ms, percent: 100, isDone: false, () => new IOException("Connection refused"));
                break;
            case Fault.StorageFails:
                await Storage(gate, fault.Ms, percent: 20, isDone: false, () => new InvalidOperationException("Connection is not open"));
                break;
            case Fault.StorageHalf:
                await Storage(gate, fault.Ms, percent: 20, isDone: true, () => new TimeoutException("The database did not answer."));
                break;
            case Fault.StorageHangs:
                shared.Storage.Before = _ => Random.Shared.Next(10) == 0 ? Task.Delay(Timeout.InfiniteTimeSpan) : Task.CompletedTask;
                await Storage(gate, fault.Ms, percent: 0, isDone: true, () => new TimeoutException());
                break;
            case Fault.Move:
                gate.Opened.SetResult();
                await Move(cluster, run);
                break;
            case Fault.Pause:
                gate.Opened.SetResult();
                await Taken(() => cluster.Machine(run).Pause());
                await Taken(cluster.Machine(run).Resume);
                break;
            case Fault.JoinPaused:
                Task pause = Taken(() => cluster.Machine(run).Pause());
                gate.Opened.SetResult();
                await cluster.Cluster.StartAdditionalSiloAsync();
                await pause;
                await Taken(cluster.Machine(run).Resume);
                break;
            default:
                await cluster.Cluster.StartAdditionalSiloAsync();
                gate.Opened.SetResult();
                break;
        }
    }

    private async Task Storage(FaultyFabric.Gate gate, int ms, int percent, bool isDone, Func<Exception> failure)
    {
        Task Use(StorageUse use) => Random.Shared.Next(100) < percent ? throw failure() : Task.CompletedTask;
        if (isDone) shared.Storage.After = Use;
        else shared.Storage.Before = Use;
        gate.Opened.SetResult();
        await Task.Delay(ms);
        shared.Storage.Back();
    }

    // The leader may just have moved, and the silo that was asked may be gone.
    private static async Task Taken(Func<Task<RunAnswer>> wish)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                if ((await wish()).Code != RunAnswerCode.Moved) return;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException && tries < MostTries)
            {
            }

            await Task.Delay(50);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;

    private static async Task Move(TestSilos cluster, string run)
    {
        if (!cluster.Cluster.TryGetGrainContext(cluster.Machine(run).GetGrainId(), out IGrainContext? leader)) return;
        SiloAddress elsewhere = cluster.Cluster.Silos.First(s => !s.SiloAddress.Equals(leader.Address.SiloAddress)).SiloAddress;
        await cluster.Cluster.MigrateAsync(cluster.Machine(run), elsewhere);
    }

    private static (Scenario Scenario, string Design) Beside(int seed)
    {
        string[] names = [.. TestMachines.Names];
        Scenario scenario = TestMachines.Load(names[seed % names.Length], mostCpus: 72, mostNs: 4_000_000);
        return (scenario, DigestTests.Designs(scenario).First(d => Simulator.WhyNot(scenario, DesignLibrary.Find(scenario, d)!) is null));
    }

    private static RunRequest Tight(RunRequest request, long windowNs, bool spans) => new()
    {
        Scenario = request.Scenario, Name = request.Name, Design = request.Design, WindowNs = windowNs, CheckpointEvery = 8, Spans = spans,
    };

    private static string Digest(Scenario scenario, string design) =>
        Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential" }).Digest!;

    public sealed class Shared : IAsyncLifetime
    {
        internal FaultyFabric Fabric { get; } = new();

        internal TestSilos Cluster { get; private set; } = null!;

        internal StorageControl Storage { get; } = new();

        public async Task InitializeAsync() =>
            // What a busy machine takes for a file is not to be taken for storage that hangs, which some here does.
            Cluster = await TestSilos.Start(
                3, Fabric, storage: Storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(3) });

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
