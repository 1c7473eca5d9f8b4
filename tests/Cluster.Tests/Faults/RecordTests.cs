using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>A run is what its record says, and outlives whatever happens to the storage of it.</summary>
[Collection(LostSilos.Name)]
public class RecordTests
{
    private const string Run = "recorded";
    private const int Haste = 200;
    private readonly StorageControl _storage = new();

    // Ten minutes for silos that wait one two-hundredth of what others do.
    [Fact]
    public async Task A_run_whose_storage_is_away_for_ten_minutes_goes_on_with_the_same_digest()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Divided(Haste));
        _storage.TakeFirstCheckpoints();
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.Met(Run, now => now.Trouble is not null);
        _storage.Away();
        await Task.Delay(TimeSpan.FromMinutes(10) / Haste);
        RunProgress waiting = await cluster.Machine(Run).Status();
        Assert.Equal(RunStatus.Running, waiting.Status);
        // What lasts is told once.
        Assert.True(waiting.Story.Length < 5, string.Join("; ", waiting.Story));
        _storage.Back();
        await cluster.EndsRight(Run);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_run_whose_epochs_fail_one_after_another_is_not_given_up()
    {
        const int Failures = 8;
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        int writes = 0;
        _storage.Before = use => use is { IsBlock: true, Op: StorageOp.Write } && Interlocked.Increment(ref writes) <= 2 * Failures
            ? throw new IOException("connection reset by peer")
            : Task.CompletedTask;
        await cluster.StartRun(Run, FaultRuns.Request());
        Assert.True((await cluster.EndsRight(Run)).Epoch > Failures);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_run_whose_first_write_fails_may_be_started_again(bool inList, bool isDone)
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: _storage, times: FaultRuns.Short);
        Func<StorageUse, Task> fault = StorageControl.Once(
            use => use.Op == StorageOp.Write && (inList ? use.IsList : use.IsRecord), nth: 1,
            () => new TimeoutException("The database did not answer."));
        if (isDone) _storage.After = fault;
        else _storage.Before = fault;
        await Assert.ThrowsAsync<StorageTroubleException>(() => cluster.Machine(Run).Start(FaultRuns.Request()));
        RunAnswer again = await cluster.Machine(Run).Start(FaultRuns.Request());
        // Written, though it was not said so: then it runs already.
        Assert.Equal(isDone && !inList ? RunAnswerCode.StartedBefore : RunAnswerCode.Done, again.Code);
        await cluster.EndsRight(Run);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_run_whose_start_failed_and_is_not_repeated_is_no_run()
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: _storage, times: FaultRuns.Short);
        _storage.Before = StorageControl.Once(
            use => use is { Op: StorageOp.Write, IsRecord: true }, nth: 1, () => new IOException("connection reset by peer"));
        await Assert.ThrowsAsync<StorageTroubleException>(() => cluster.Machine(Run).Start(FaultRuns.Request()));
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine(Run).Status()).Status);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_cluster_whose_storage_is_away_when_it_starts_resumes_its_runs_unasked()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-late-").FullName;
        StorageControl before = new();
        before.TakeFirstCheckpoints();
        await using (TestSilos first = await TestSilos.Start(1, folder: folder, storage: before, times: FaultRuns.Short))
        {
            await first.StartRun(Run, FaultRuns.Request());
            await first.Met(Run, now => now.Trouble is not null);
        }

        _storage.Away();
        await using TestSilos second = await TestSilos.Start(1, folder: folder, storage: _storage, times: FaultRuns.Short);
        await Task.Delay(2_000);
        _storage.Back();
        // Nobody asks for the run itself.
        await second.LeftNothing();
        await second.EndsRight(Run);
        await TestSilos.Remove(folder);
    }

    [Theory]
    [InlineData(false, typeof(InvalidOperationException))]
    [InlineData(false, typeof(ObjectDisposedException))]
    [InlineData(false, typeof(NullReferenceException))]
    [InlineData(true, typeof(InvalidOperationException))]
    public async Task Whatever_a_driver_throws_the_run_goes_on(bool reads, Type failure)
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        StorageOp op = reads ? StorageOp.Read : StorageOp.Write;
        // Blocks are read when an epoch begins behind a failure.
        if (reads)
        {
            _storage.After = StorageControl.Once(
                use => use is { IsBlock: true, Op: StorageOp.Write }, nth: 20, () => new IOException("connection reset by peer"));
        }

        _storage.Before = StorageControl.Once(use => use.IsBlock && use.Op == op, nth: 3, () =>
            failure == typeof(ObjectDisposedException)
                ? new ObjectDisposedException("NpgsqlDataSource")
                : (Exception)Activator.CreateInstance(failure, "Connection is not open")!);
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.EndsRight(Run);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public async Task A_manifest_that_was_written_though_nobody_knows_is_gone_on_from_and_the_run_is_never_unknown(int nth)
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.After = StorageControl.Once(
            use => use is { Op: StorageOp.Write, IsRecord: true }, nth, () => new TimeoutException("The database did not answer in time."));
        await cluster.StartRun(Run, FaultRuns.Request());
        await NeverUnknown(cluster);
        await cluster.EndsRight(Run);
    }

    [Fact]
    public async Task A_leader_whose_record_somebody_else_has_written_steps_aside_and_the_run_is_never_unknown()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.TakeFirstCheckpoints();
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.Met(Run, now => now.Trouble is not null);
        await cluster.Rewrite(Run, record => record with { Writer = "another leader" });
        _storage.Back();
        await NeverUnknown(cluster);
        await cluster.EndsRight(Run);
    }

    [Fact]
    public async Task A_run_that_could_not_be_taken_from_the_list_when_it_ended_is_taken_from_it_later()
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: _storage, times: FaultRuns.Short);
        // The first write of the list is the start's.
        _storage.Before = StorageControl.Once(
            use => use is { Op: StorageOp.Write, IsList: true }, nth: 2, () => new IOException("connection reset by peer"));
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.EndsRight(Run);
        await cluster.LeftNothing();
    }

    private static async Task NeverUnknown(TestSilos cluster)
    {
        await FaultRuns.Until(async () =>
        {
            RunProgress now = await cluster.Machine(Run).Status();
            if (now.Status == RunStatus.Unknown) Assert.Fail("The run is unknown.");
            return now.HasEnded;
        }, seconds: 300, () => "The run does not end.");
    }
}
