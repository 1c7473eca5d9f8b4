using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: three silo processes start, and one has to be found dead.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public sealed class FrozenSiloTests : IDisposable
{
    private const string Run = "frozen";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-frozen-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_silo_process_that_stands_still_for_less_than_it_is_given_goes_on() =>
        Assert.Equal(1, await Freeze(victim: 0, _ => Task.Delay(5_000), SiloProcess.Patient));

    // When it goes on the others have given it up, and it learns that it is dead.
    [Fact]
    public async Task A_silo_process_that_stands_still_until_it_is_given_up_does_not_change_the_digest() =>
        Assert.NotEqual(1, await Freeze(victim: 1, client => client.Met(Run, progress => progress.Epoch > 1)));

    // Returns the epoch in which the run ended.
    private async Task<long> Freeze(int victim, Func<OutsideClient, Task> until, params string[] settings)
    {
        SiloProcess[] silos = await SiloProcess.Start(
            3,
            [
                "Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
                $"StorageFolder={Path.Combine(_folder, "storage")}", .. settings,
            ]);
        try
        {
            await using OutsideClient client = await OutsideClient.Connect([silos[2]], "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Runs.Long)).Refusal);
            await client.Reached(Run, windows: 40);
            await silos[victim].Freeze(() => until(client));
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
            return (await client.Machine(Run).Status()).Epoch;
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }
}
