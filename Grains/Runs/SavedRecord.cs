using Orleans.Storage;

namespace Tickstorm.Grains.Runs;

/// <summary>A run's record: what storage has taken, and never what it was only asked to take.</summary>
/// <remarks>For the turns of one grain only.</remarks>
internal sealed class SavedRecord(IPersistentState<MachineRecord> state)
{
    private const int MostTries = 3;
    private readonly string _writer = Guid.NewGuid().ToString("n");
    private Task _writing = Task.CompletedTask;
    private long _writes;
    private bool _isUnsure;

    /// <summary>The record as it was last read or written.</summary>
    public MachineRecord Last { get; private set; } = new();

    /// <summary>Takes what the grain has read when it was activated.</summary>
    public void TakeRead() => Last = state.State;

    /// <summary>Writes a changed record. One write at a time, in the order of the calls.</summary>
    /// <exception cref="InconsistentStateException">Somebody else has written it since.</exception>
    public Task Write(Func<MachineRecord, MachineRecord> change) => _writing = After(_writing, () => WriteNow(change));

    /// <summary>Finds out whether the last write succeeded, if that is not known.</summary>
    /// <exception cref="InconsistentStateException">Somebody else has written it since.</exception>
    public Task Settle() => _writing = After(_writing, SettleNow);

    /// <summary>Removes the record.</summary>
    /// <exception cref="InconsistentStateException">Somebody else has written it since.</exception>
    public Task Clear() => _writing = After(_writing, ClearNow);

    private async Task ClearNow()
    {
        await SettleNow();
        await state.ClearStateAsync();
        Last = state.State = new MachineRecord();
    }

    private static async Task After(Task before, Func<Task> action)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await action();
    }

    private async Task WriteNow(Func<MachineRecord, MachineRecord> change)
    {
        for (int tries = 1; ; tries++)
        {
            await SettleNow();
            MachineRecord next = change(Last) with { Writer = $"{_writer}.{++_writes}" };
            state.State = next;
            try
            {
                await state.WriteStateAsync();
                Last = next;
                return;
            }
            catch (InconsistentStateException) when (tries < MostTries)
            {
                // Perhaps by an earlier write of ours, which was said to have failed.
                _isUnsure = true;
            }
            catch
            {
                _isUnsure = true;
                throw;
            }
            finally
            {
                state.State = Last;
            }
        }
    }

    private async Task SettleNow()
    {
        if (!_isUnsure) return;
        string? before = Last.Writer;
        await state.ReadStateAsync();
        string? found = state.State.Writer;
        if (found != before && found?.StartsWith(_writer, StringComparison.Ordinal) != true)
        {
            state.State = Last;
            throw new InconsistentStateException("Another activation leads the run.");
        }

        Last = state.State;
        _isUnsure = false;
    }
}
