namespace Tickstorm.Tests.Support;

/// <summary>What is done to storage.</summary>
internal enum StorageOp
{
    Read,
    Write,
    Clear,
}

/// <summary>One use of the storage by a silo.</summary>
internal readonly record struct StorageUse(StorageOp Op, string Grain)
{
    public bool IsRecord => Grain.StartsWith("machine", StringComparison.Ordinal);

    public bool IsList => Grain.StartsWith("runs", StringComparison.Ordinal);

    public bool IsBlock => Grain.StartsWith("tickstorm-block", StringComparison.Ordinal);
}

/// <summary>Decides what happens to each use of the storage: what is thrown meets the user, what takes long is waited for.</summary>
internal sealed class StorageControl
{
    /// <summary>Before it is done.</summary>
    public Func<StorageUse, Task>? Before { get; set; }

    /// <summary>After it was done: the user does not know that it was.</summary>
    public Func<StorageUse, Task>? After { get; set; }

    /// <summary>Fails all uses for now, as a database that is away.</summary>
    public void Away() => Before = _ => throw new IOException("Connection refused");

    /// <summary>Takes so many blocks of checkpoints and then none, until it is back: no run can end before.</summary>
    public void TakeBlocks(int most)
    {
        int taken = 0;
        Before = use => use is { IsBlock: true, Op: StorageOp.Write } && Interlocked.Increment(ref taken) > most
            ? throw new IOException("No space left on device")
            : Task.CompletedTask;
    }

    /// <summary>Nothing happens any more.</summary>
    public void Back() => (Before, After) = (null, null);

    /// <summary>Fails one use, the n-th that matches.</summary>
    public static Func<StorageUse, Task> Once(Func<StorageUse, bool> matches, int nth, Func<Exception> failure)
    {
        int seen = 0;
        return use => matches(use) && Interlocked.Increment(ref seen) == nth ? throw failure() : Task.CompletedTask;
    }
}
