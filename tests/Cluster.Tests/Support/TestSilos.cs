using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Support;

/// <summary>An Orleans cluster in this process, with storage in a folder that outlives its silos.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private readonly bool _ownsFolder;
    private readonly SiloProbes _probes = new();

    private int _named;

    private TestSilos(
        int silos, IFabricFaults? faults, string? folder, StorageControl? storage, Func<int, string>? versions, WaitTimes? times,
        SiloMemory? memory, Action<ISiloBuilder>? also)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("tickstorm-test-").FullName;
        InProcessTestClusterBuilder builder = new((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            if (faults is not null) silo.Services.AddSingleton(faults);
            if (memory is not null) silo.Services.AddSingleton(memory);
            also?.Invoke(silo);
            if (times is not null) silo.Services.AddSingleton(times);
            if (versions is not null) silo.Services.AddSingleton(new SiloVersion(versions(Interlocked.Increment(ref _named) - 1)));
            silo.AddTickstorm().AddTickstormFolderStorage(Folder);
            if (storage is not null) FaultyStorage.Add(silo.Services, Folder, storage);
            silo.Configure<ClusterMembershipOptions>(_probes.Set);
        });
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter(new PatientClient()));
        Cluster = builder.Build();
    }

    public InProcessTestCluster Cluster { get; }

    /// <summary>Grains as a silo reaches them: a client may not call most.</summary>
    public IGrainFactory Inside => Cluster.GetSiloServiceProvider(Cluster.Silos[0].SiloAddress).GetRequiredService<IGrainFactory>();

    public string Folder { get; }

    /// <summary>The n-th silo that is built, from 0, has the n-th version of the model.</summary>
    public static async Task<TestSilos> Start(
        int silos, IFabricFaults? faults = null, string? folder = null, StorageControl? storage = null,
        Func<int, string>? versions = null, WaitTimes? times = null, SiloMemory? memory = null,
        Action<ISiloBuilder>? also = null)
    {
        TestSilos started = new(silos, faults, folder, storage, versions, times, memory, also);
        await started.Cluster.DeployAsync();
        return started;
    }

    /// <summary>Kills a silo: the others find it dead.</summary>
    public Task Kill(InProcessSiloHandle silo) => _probes.Kill(Cluster, silo);

    public IMachineGrain Machine(string run) => Cluster.Client.GetGrain<IMachineGrain>(run);

    public static RunRequest Request(Scenario scenario, string design, Func<RunRequest, RunRequest>? change = null)
    {
        RunRequest request = new() { Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = design };
        return change is null ? request : change(request);
    }

    /// <summary>Runs to the end and puts the result together.</summary>
    public async Task<(DesignResult Result, RunProgress Progress)> Run(
        Scenario scenario, string design, RunRequest? request = null, string? name = null)
    {
        string run = name ?? $"{scenario.Name}-{design}-{Guid.NewGuid():n}";
        await StartRun(run, request ?? Request(scenario, design));
        RunProgress progress = await End(run);
        return (await Result(run, scenario, design, progress), progress);
    }

    /// <summary>Starts a run. The silo that is asked may be gone, and its answer with it: the request is repeated.</summary>
    public async Task StartRun(string run, RunRequest request)
    {
        bool isRepeated = false;
        await Repeated(async () =>
        {
            bool mayBeStarted = isRepeated;
            isRepeated = true;
            RunAnswer answer = await Machine(run).Start(request);
            Assert.True(answer.Done || (mayBeStarted && answer.Code == RunAnswerCode.StartedBefore), answer.Refusal);
            return true;
        }, seconds: 180, () => $"{run} did not start");
    }

    /// <summary>Waits for a run's end. Silos may go away meanwhile: the question is repeated.</summary>
    public async Task<RunProgress> End(string run, int seconds = 300)
    {
        RunProgress? seen = null;
        await Repeated(async () =>
        {
            seen = await Machine(run).Status();
            return seen.HasEnded && seen.Status != RunStatus.Unknown;
        }, seconds, () => $"{run} did not end: {seen?.Status}, epoch {seen?.Epoch}, {seen?.CommittedNs} ns: "
            + string.Join("; ", seen?.Story ?? []));
        return seen!;
    }

    private static async Task Repeated(Func<Task<bool>> isDone, int seconds, Func<string> otherwise)
    {
        DateTime until = DateTime.UtcNow.AddSeconds(seconds);
        Exception? last = null;
        while (DateTime.UtcNow < until)
        {
            try
            {
                if (await isDone().WaitAsync(TimeSpan.FromSeconds(5))) return;
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                // The silo that was asked is gone, and the question with it.
                last = failure;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"{otherwise()}, in {seconds} s", last);
    }

    public async Task<DesignResult> Result(
        string run, Scenario scenario, string design, RunProgress progress, Tracing.ITraceSink? trace = null)
    {
        Assert.True(progress.Status == RunStatus.Done, $"{progress.Status}: {progress.Failure}; {string.Join("; ", progress.Story)}");
        Design found = DesignLibrary.Find(scenario, design)!;
        MachinePlan plan = new(scenario, found);
        DesignResult result = await MachineImage.Result(
            plan, progress.FinalBlocks,
            async i => await Machine(run).FinalBlock(i) ?? throw new InvalidOperationException($"Block {i} is missing."),
            progress.ToReport(), trace: trace);
        // What the silos have reduced it to is the same.
        byte[]? reduced = await Machine(run).ReducedResult();
        Assert.True(reduced is not null || !MachineFold.IsPossible(plan, perCpu: false), "The silos have reduced no result.");
        if (reduced is not null && MachineFold.FromBytes(plan, reduced).Result(progress.ToReport()) is { } folded)
            Assert.Equal(JsonSerializer.Serialize(result), JsonSerializer.Serialize(folded));
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        if (_ownsFolder) await Remove(Folder);
    }

    /// <summary>Removes a folder of storage.</summary>
    public static async Task Remove(string folder)
    {
        for (int tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 600)
            {
                // A write that nobody waits for any more makes its file just now.
                await Task.Delay(50);
            }
        }
    }
}
