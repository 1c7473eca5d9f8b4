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
    private static readonly GrainId s_probe = GrainId.Create("tickstorm-probe", Guid.NewGuid().ToString("n"));
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
    internal StorageTroubleException Fail(IGrainStorage storage, Exception failure)
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

        return new StorageTroubleException(trouble);
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

    private static async Task Use(IGrainStorage storage)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await storage.ReadStateAsync("probe", s_probe, state).ConfigureAwait(false);
        state.State = new StoredBlock { Bytes = new byte[ProbeBytes] };
        await storage.WriteStateAsync("probe", s_probe, state).ConfigureAwait(false);
        await storage.ClearStateAsync("probe", s_probe, state).ConfigureAwait(false);
    }
}
