using Tickstorm.Client.Cluster;
using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: silo processes and a database start.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public class PostgresTests(PostgresFixture fixture)
{

    [PostgresFact]
    public async Task Another_cluster_continues_a_run_whose_silos_were_killed()
    {
        const string Run = "continued";
        PostgresServer database = await fixture.Server;
        long before;
        SiloProcess[] first = await SiloProcess.Start(2, [.. Settings(database, "first"), SiloProcess.Patient]);
        try
        {
            Assert.Equal(
                2, await database.Ask<long>("SELECT count(*) FROM OrleansMembershipTable WHERE DeploymentId = 'first' AND Status = 3"));
            await using OutsideClient client = await OutsideClient.Connect(first, "first");
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 20_000))).Refusal);
            await client.Reached(Run, windows: 40);
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            RunProgress paused = await client.Machine(Run).Status();
            Assert.Equal(2, paused.Silos.Length);
            before = paused.CommittedNs;
            // One block of the last checkpoint from each silo; those of earlier ones are gone.
            await FaultRuns.Until(
                async () => await Blocks(database) == 2, seconds: 180, () => "What no checkpoint names is not removed.");
        }
        finally
        {
            foreach (SiloProcess silo in first)
            {
                silo.Kill();
                silo.Dispose();
            }
        }

        SiloProcess[] second = await SiloProcess.Start(2, [.. Settings(database, "second"), SiloProcess.Patient]);
        try
        {
            await using OutsideClient client = await OutsideClient.Connect(second, "second");
            Assert.Equal(before, (await client.Machine(Run).Status()).CommittedNs);
            Assert.Null((await client.Machine(Run).Resume()).Refusal);
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
        }
        finally
        {
            foreach (SiloProcess silo in second) silo.Dispose();
        }
    }

    [PostgresFact]
    public async Task A_silo_that_is_killed_is_declared_dead_in_the_table_and_the_run_goes_on()
    {
        const string Run = "goes-on";
        PostgresServer database = await fixture.Server;
        SiloProcess[] silos = await SiloProcess.Start(2, Settings(database, "lost"));
        try
        {
            await using OutsideClient client = await OutsideClient.Connect([silos[0]], "lost");
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 50_000))).Refusal);
            await client.Reached(Run, windows: 40);
            silos[1].Kill();
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
            await FaultRuns.Until(
                async () => await database.Ask<long>(
                    "SELECT count(*) FROM OrleansMembershipTable WHERE DeploymentId = 'lost' AND Status = 3") == 1,
                seconds: 180, () => "The killed silo is in the table as a living one.");
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }

    [Fact]
    public async Task A_database_that_does_not_answer_ends_the_silo_with_a_sentence()
    {
        using SiloProcess silo = SiloProcess.Begin(
            "Clustering=postgresql", $"ConnectionString=Host=127.0.0.1;Port={FreePorts.Find(1)[0]};Username=x;Password=y;Timeout=2");
        Assert.Equal(3, await silo.ExitCode());
        Assert.Matches(@"^The database .+ at 127\.0\.0\.1:\d+ cannot be used: .+\.$", silo.Said.Trim());
    }

    private static string[] Settings(PostgresServer database, string cluster) =>
        [$"ClusterId={cluster}", "Clustering=postgresql", "Storage=postgresql", $"ConnectionString={database.ConnectionString}"];

    private static Task<long> Blocks(PostgresServer database) =>
        database.Ask<long>("SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString LIKE 'continued/%'");
}
