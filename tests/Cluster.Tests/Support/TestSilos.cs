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

    private TestSilos(int silos, IFabricFaults? faults, string? folder)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("tickstorm-test-").FullName;
        InProcessTestClusterBuilder builder = new((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            if (faults is not null) silo.Services.AddSingleton(faults);
            silo.AddTickstorm().AddTickstormFolderStorage(Folder);
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            });
        });
        Cluster = builder.Build();
    }

    public InProcessTestCluster Cluster { get; }

    public string Folder { get; }

    public static async Task<TestSilos> Start(int silos, IFabricFaults? faults = null, string? folder = null)
    {
        TestSilos started = new(silos, faults, folder);
        await started.Cluster.DeployAsync();
        return started;
    }

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
        IMachineGrain machine = Machine(run);
        RunAnswer answer = await machine.Start(request ?? Request(scenario, design));
        Assert.Null(answer.Refusal);
        RunProgress progress = await End(run);
        return (await Result(run, scenario, design, progress), progress);
    }

    /// <summary>Waits for a run's end. Silos may go away meanwhile: the question is repeated.</summary>
    public async Task<RunProgress> End(string run, int seconds = 120)
    {
        DateTime until = DateTime.UtcNow.AddSeconds(seconds);
        Exception? last = null;
        string seen = "nothing";
        while (DateTime.UtcNow < until)
        {
            try
            {
                // The silo that was asked may be gone, and the question with it.
                RunProgress progress = await Machine(run).Status().WaitAsync(TimeSpan.FromSeconds(2));
                seen = $"{progress.Status}, epoch {progress.Epoch}, window {progress.Window}, {progress.CommittedNs} ns: {string.Join("; ", progress.Story)}";
                if (progress.HasEnded && progress.Status != RunStatus.Unknown) return progress;
            }
#pragma warning disable CA1031 // Any failure of a call counts as "not yet".
            catch (Exception failure)
#pragma warning restore CA1031
            {
                last = failure;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"{run} did not end in {seconds} s; it was {seen}.", last);
    }

    public async Task<DesignResult> Result(
        string run, Scenario scenario, string design, RunProgress progress, Tracing.ITraceSink? trace = null)
    {
        Assert.True(progress.Status == RunStatus.Done, $"{progress.Status}: {progress.Failure}; {string.Join("; ", progress.Story)}");
        Design found = DesignLibrary.Find(design)!;
        return await MachineImage.Result(
            new MachinePlan(scenario, found), progress.FinalBlocks,
            async i => await Machine(run).FinalBlock(i) ?? throw new InvalidOperationException($"Block {i} is missing."),
            progress.ToReport(), trace: trace);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }
}
