using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>A silo process dies while workers execute its block, and a client has sent interrupts to the run.</summary>
/// <remarks>Slow: silo processes start and stop.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public sealed class LostBlockTests : IDisposable
{
    private const string Run = "lost-block";
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 400_000_000);
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-lost-block-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_process_changes_neither_the_digest_nor_when_a_clients_interrupts_came()
    {
        SiloProcess[] silos = await SiloProcess.Start(2, Folders());
        try
        {
            await using OutsideClient client = await OutsideClient.Connect([silos[1]], "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Request())).Refusal);
            Assert.Equal(2, (await client.Reached(Run, windows: 20)).Silos.Length);
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            Assert.Null((await client.Machine(Run).Inject("vector", 3, 0xef)).Refusal);
            Assert.Null((await client.Machine(Run).Inject("nmi", 12, CpuInjection.Nmi)).Refusal);
            Assert.Null((await client.Machine(Run).Resume()).Refusal);
            // Tens of thousands of windows are left: it dies within one of the next.
            silos[0].Kill();
            RunProgress end = await client.End(Run);
            Assert.True(end.Epoch > 1, $"epoch {end.Epoch}");
            InjectedInterrupt[] sent = (await client.Machine(Run).Shape()).Injected;
            Assert.All(sent, one => Assert.True(one.IsTaken));

            Scenario same = s_scenario with
            {
                Workload = s_scenario.Workload with { Injections = [.. sent.Select(one => one.ToOperation()).OrderBy(one => one.TimeNs)] },
            };
            DesignResult expected = Simulator.Run(same, Runs.Design, new EngineOptions { Kind = "sequential" });
            DesignResult result = await client.Result(Run, same, Runs.Design);
            Assert.Equal((expected.Digest, expected.Ticks), (result.Digest, result.Ticks));
            Assert.Equal([3, 12], result.Injected.Select(one => one.Cpu).Order());
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "blocks")));
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }

    private static RunRequest Request() => new()
    {
        Scenario = ScenarioWriter.Write(s_scenario), Name = s_scenario.Name, Design = Runs.Design, WindowNs = 10_000, CheckpointEvery = 500,
        Spans = true, Workers = 1,
    };

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}", "BlockStorage=folder", $"BlockFolder={Path.Combine(_folder, "blocks")}"];
}
