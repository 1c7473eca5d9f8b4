using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Storage;

/// <summary>Whether this silo's storage takes what it is given. From the first failure on it is tried until it does again.</summary>
public sealed class StorageHealth(ILogger<StorageHealth> logger, WaitTimes times) : IDisposable
{
    // As large as a block of a checkpoint: a full disk may still take small files.
    private const int ProbeBytes = 1 << 20;
    private const string ProbeState = "probe";
    // All silos have the same one, so that what one of them leaves when it ends is found by the others.
    private static readonly GrainId s_probe = GrainId.Create("tickstorm-probe", "probe");
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _recovery = Task.CompletedTask;

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>For one operation: who waits longer waits for a storage that hangs.</summary>
    internal TimeSpan Patience => times.Storage;

    /// <summary>Completes when nothing is wrong any more, or the silo ends.</summary>
    public Task Recovered
    {
        get
        {
            lock (_lock) return _recovery;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>True when a failure is of the storage, and not of what was asked of it.</summary>
    internal static bool IsTrouble(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or DbException or SocketException or TimeoutException;

    /// <summary>Takes note of a failure; the exception for who met it.</summary>
    /// <param name="storage">The storage, to try it.</param>
    /// <param name="failure">What was met.</param>
    /// <param name="late">The version that the use leaves when it is carried out after all.</param>
    internal StorageTroubleException Fail(IGrainStorage storage, Exception failure, Task<string?> late)
    {
        string trouble = $"the cluster's storage fails: {failure.Message.Split('\n', 2)[0].Trim().TrimEnd('.')}";
        lock (_lock)
        {
            if (Trouble is null && !_stop.IsCancellationRequested)
            {
                logger.StorageFails(trouble);
                _recovery = Task.Run(() => Recover(storage, _stop.Token));
            }

            Trouble = trouble;
        }

        return new StorageTroubleException(trouble) { Late = late.IsCompleted ? null : late };
    }

    private async Task Recover(IGrainStorage storage, CancellationToken stop)
    {
        do
        {
            await Task.Delay(times.BetweenProbes, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stop.IsCancellationRequested && !await Takes(storage).ConfigureAwait(false));
        lock (_lock)
        {
            Trouble = null;
            if (!stop.IsCancellationRequested) logger.StorageIsBack();
        }
    }

    private async Task<bool> Takes(IGrainStorage storage)
    {
        try
        {
            await Use(storage).WaitAsync(Patience).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever goes wrong, it is tried again.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Removes what a silo has left that ended while it tried the storage.</summary>
    internal static async Task RemoveProbe(IGrainStorage storage)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await storage.ReadStateAsync(ProbeState, s_probe, state).ConfigureAwait(false);
        try
        {
            if (state.RecordExists) await storage.ClearStateAsync(ProbeState, s_probe, state).ConfigureAwait(false);
        }
        catch (InconsistentStateException)
        {
            // Another silo tries the storage just now, and removes it.
        }
    }

    private static async Task Use(IGrainStorage storage)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await storage.ReadStateAsync(ProbeState, s_probe, state).ConfigureAwait(false);
        state.State = new StoredBlock { Bytes = new byte[ProbeBytes] };
        try
        {
            await storage.WriteStateAsync(ProbeState, s_probe, state).ConfigureAwait(false);
            await storage.ClearStateAsync(ProbeState, s_probe, state).ConfigureAwait(false);
        }
        catch (InconsistentStateException)
        {
            // Another silo has just written it, or removed it: the storage takes what it is given.
        }
    }
}
