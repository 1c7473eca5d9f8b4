using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: silo processes and a Redis start.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public class RedisTests
{
    private const string Run = "in-redis";

    [RedisFact]
    public async Task A_run_goes_on_when_Redis_was_killed_and_has_read_its_file_again_and_another_cluster_reads_its_result()
    {
        await using RedisServer redis = RedisServer.Begin();
        using (SiloProcess silo = (await SiloProcess.Start(1, Settings(redis, "first")))[0])
        {
            await using OutsideClient client = await OutsideClient.Connect([silo], "first");
            Assert.Null((await client.Machine(Run).Start(Runs.Long)).Refusal);
            // With a checkpoint that is to be read again.
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            Assert.Null((await client.Machine(Run).Resume()).Refusal);
            redis.Crash();
            await client.Met(Run, progress => progress.Trouble is not null);
            redis.Restart();
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
            silo.Kill();
        }

        using SiloProcess next = (await SiloProcess.Start(1, Settings(redis, "next")))[0];
        await using OutsideClient other = await OutsideClient.Connect([next], "next");
        Assert.Equal(Runs.Digest, (await other.Result(Run, Runs.Scenario, Runs.Design)).Digest);
    }

    [RedisFact]
    public async Task Checkpoints_may_lie_in_Redis_while_the_records_lie_elsewhere()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-redis-blocks-").FullName;
        await using RedisServer redis = RedisServer.Begin();
        int ofRuns;
        using (SiloProcess silo = (await SiloProcess.Start(1, OfBlocks(redis, folder, "first")))[0])
        {
            await using OutsideClient client = await OutsideClient.Connect([silo], "first");
            Assert.Null((await client.Machine(Run).Start(Runs.Long)).Refusal);
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            Assert.True(redis.Keys() > 0);
            Assert.Null((await client.Machine(Run).Resume()).Refusal);
            redis.Crash();
            await client.Met(Run, progress => progress.Trouble is not null);
            redis.Restart();
            RunProgress end = await client.End(Run);
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
            // What is left is what the result needs, as soon as all else is removed.
            await FaultRuns.Until(
                () => Task.FromResult(redis.Keys() == end.FinalBlocks), seconds: 180, () => $"{redis.Keys()} keys of {end.FinalBlocks} blocks");
            silo.Kill();
            ofRuns = Directory.GetFiles(Path.Combine(folder, "storage")).Count(file => Path.GetExtension(file).Length == 0);
        }

        // The run's record, and the list of runs.
        Assert.Equal(2, ofRuns);
        using (SiloProcess next = (await SiloProcess.Start(1, OfBlocks(redis, folder, "next")))[0])
        {
            await using OutsideClient other = await OutsideClient.Connect([next], "next");
            Assert.Equal(Runs.Digest, (await other.Result(Run, Runs.Scenario, Runs.Design)).Digest);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1:1,password=hush,connectTimeout=500", 3, @"^The Redis at 127\.0\.0\.1:1 cannot be used: .+\.$")]
    [InlineData("127.0.0.1,nonsense=hush", 2, @"^Tickstorm:Redis cannot be read \(.+\); one like db:6379")]
    [InlineData("password=hush", 2, @"^Tickstorm:Redis cannot be read \(.+\); one like db:6379")]
    public async Task A_Redis_that_cannot_be_used_is_a_sentence_without_its_password(string address, int exitCode, string sentence)
    {
        using SiloProcess silo = SiloProcess.Begin("Storage=redis", "Redis=" + address);
        Assert.Equal(exitCode, await silo.ExitCode());
        Assert.Matches(sentence, silo.Said.Trim());
        Assert.DoesNotContain("hush", silo.Said, StringComparison.Ordinal);
    }

    private static string[] Settings(RedisServer redis, string cluster) =>
        [$"ClusterId={cluster}", "Clustering=redis", "Storage=redis", $"Redis={redis.Address}"];

    private static string[] OfBlocks(RedisServer redis, string folder, string cluster) =>
        [$"ClusterId={cluster}", "Clustering=folder", $"ClusteringFolder={Path.Combine(folder, cluster)}", "Storage=folder",
            $"StorageFolder={Path.Combine(folder, "storage")}", "BlockStorage=redis", $"BlockRedis={redis.Address}"];
}
