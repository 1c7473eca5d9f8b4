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
    /// <summary>After a read: there was something.</summary>
    public bool Found { get; init; }

    public bool IsRecord => Grain.StartsWith("machine", StringComparison.Ordinal);

    public bool IsList => Grain.StartsWith("runs", StringComparison.Ordinal);

    public bool IsBlock => Grain.StartsWith("tickstorm-block", StringComparison.Ordinal);

    /// <summary>A block of a checkpoint that is not its run's first; the last one, at its end, always is such a one.</summary>
    public bool IsLaterCheckpoint => IsBlock && !Grain.Contains("/1.1/", StringComparison.Ordinal);
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

    /// <summary>Of each run it takes the first checkpoint and no other, until it is back: none can end before.</summary>
    public void TakeFirstCheckpoints() => Before = use => use is { Op: StorageOp.Write, IsLaterCheckpoint: true }
        ? throw new IOException("No space left on device")
        : Task.CompletedTask;

    /// <summary>Nothing happens any more.</summary>
    public void Back() => (Before, After) = (null, null);

    /// <summary>Fails one use, the n-th that matches.</summary>
    public static Func<StorageUse, Task> Once(Func<StorageUse, bool> matches, int nth, Func<Exception> failure)
    {
        int seen = 0;
        return use => matches(use) && Interlocked.Increment(ref seen) == nth ? throw failure() : Task.CompletedTask;
    }
}
