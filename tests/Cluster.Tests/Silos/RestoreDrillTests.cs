using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: silo processes and a database start.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public class RestoreDrillTests(PostgresFixture fixture)
{
    private const string Run = "restored";

    [PostgresFact]
    public async Task A_run_goes_on_in_another_cluster_from_the_dump_of_its_database()
    {
        PostgresServer database = await fixture.Server;
        string backup;
        using (SiloProcess only = (await SiloProcess.Start(1, Settings(database.ConnectionString, "lost-site")))[0])
        {
            await using OutsideClient client = await OutsideClient.Connect([only], "lost-site");
            Assert.Null((await client.Machine(Run).Start(Runs.Long)).Refusal);
            await client.Reached(Run, windows: 40);
            // While the run goes on: a dump is of one moment.
            backup = database.Restored("restored");
            only.Kill();
        }

        using SiloProcess other = (await SiloProcess.Start(1, Settings(backup, "other-site")))[0];
        await using OutsideClient there = await OutsideClient.Connect([other], "other-site");
        Assert.Equal(Runs.Digest, (await there.Result(Run, Runs.Scenario, Runs.Design)).Digest);
    }

    private static string[] Settings(string connection, string cluster) =>
        [$"ClusterId={cluster}", "Clustering=postgresql", "Storage=postgresql", $"ConnectionString={connection}"];
}
